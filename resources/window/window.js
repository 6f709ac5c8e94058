// The window's page: asks every second and a half who calls, and shows it. Nothing is kept but in this page.
"use strict";
const at = id => document.getElementById(id);
const shown = {};
let asking = false;

async function ask(path, said) {
    const headers = { "Authorization": "Bearer " + at("key").value.trim(), "Content-Type": "application/json" };
    const answer = await fetch("/window/" + path, said ? { method: "POST", headers: headers, body: JSON.stringify(said) } : { headers: headers });
    const body = await answer.json();
    if (answer.ok)
        return body;
    throw new Error({ "window-unknown": "密钥不对 Wrong key", "help-taken": "已经有人去了 Somebody else goes: " + (body.detail || ""),
        "help-ended": "已经结束了 It has ended", "window-post-ended": "任职结束了 The post has ended", "badge-other": "不是您的工号 Not your badge", "message-malformed": "请填工号 Badge number, please" }[body.code] || body.code);
}
function say(words, wrong) {
    at("state").textContent = words;
    at("state").className = wrong ? "wrong" : "small";
}
async function act(path, said) {
    try {
        show(await ask(path, Object.assign({ badge: at("badge").value.trim() }, said)));
    } catch (wrong) {
        say(wrong.message, true);
    }
}
function minutes(seconds) {
    return seconds < 60 ? seconds + " 秒 s" : Math.floor(seconds / 60) + " 分 min";
}
function made(template, list) {
    const item = at(template).content.firstElementChild.cloneNode(true);
    at(list).append(item);
    return item;
}
function put(item, name, words) {
    item.querySelector("." + name).textContent = words;
}
function showCall(call) {
    const item = made("call", "calls");
    item.className = call.state === "acknowledged" ? "seen" : call.late ? "late" : "";
    put(item, "terminal", call.terminal);
    put(item, "since", "等了 " + minutes(call.waited));
    put(item, "note", (call.late ? "还没有人去！Nobody has gone yet. " : "") + (call.silent ? "终端没有声音了，请去看看 No word from it: go and see" : ""));
    put(item, "where", [call.service, call.page, { zh: "中文", en: "English" }[call.language] || call.language, { elder: "长辈版", contrast: "高对比" }[call.mode] || "", call.badge ? "工号 " + call.badge + " 去了" : ""].filter(part => part).join(" · "));
    item.querySelector(".go").hidden = call.state === "acknowledged";
    item.querySelector(".go").onclick = () => act("calls/" + call.id + "/acknowledge", {});
    item.querySelector(".close").onclick = () => act("calls/" + call.id + "/close", { word: item.querySelector(".word").value });
}
function showCallback(owed) {
    const item = made("callback", "callbacks");
    put(item, "phone", shown[owed.number] || owed.phone_masked);
    put(item, "since", owed.received_at.slice(0, 16).replace("T", " ") + " UTC");
    put(item, "where", [owed.number, owed.local_no, owed.terminal, owed.service, { zh: "中文", en: "English" }[owed.language] || owed.language].filter(part => part).join(" · "));
    item.querySelector(".show").onclick = async () => {
        try {
            shown[owed.number] = (await ask("callbacks/" + owed.number + "/phone", { badge: at("badge").value.trim() })).phone;
            put(item, "phone", shown[owed.number]);
        } catch (wrong) {
            say(wrong.message, true);
        }
    };
    item.querySelector(".done").onclick = () => { delete shown[owed.number]; act("callbacks/" + owed.number + "/done", {}); };
}
function show(all) {
    if (document.activeElement && document.activeElement.closest("li"))
        document.activeElement.blur();
    at("where").textContent = all.site + " · " + all.window;
    at("calls").replaceChildren();
    at("callbacks").replaceChildren();
    all.calls.forEach(showCall);
    all.callbacks.forEach(showCallback);
    const open = all.calls.filter(call => call.state === "open").length;
    document.title = open ? "（" + open + "）求助" : "求助";
    say(open ? open + " 个人在等 waiting" : "没有人在等 Nobody waits", false);
}
async function look() {
    if (asking || !at("key").value.trim() || (document.activeElement && document.activeElement.tagName === "SELECT"))
        return;
    asking = true;
    try {
        show(await ask("calls"));
    } catch (wrong) {
        say(wrong instanceof TypeError ? "连不上中心，这一页不是最新的 The centre is out of reach" : wrong.message, true);
    }
    asking = false;
}
at("who").onsubmit = event => { event.preventDefault(); look(); };
setInterval(look, 1500);
