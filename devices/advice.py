"""What a technician reads of a device's state: what is the matter, and what to do. Chinese and English.

The words for errors stand in `words.py`; here are those for what a device says of itself (RFC 8011's printer-state-reasons, the
bits of DLE EOT), and for every one of them the hand that helps. An unknown reason is shown as the device has said it.
"""

from typing import Final, NamedTuple

from devices.state import Condition, DeviceState
from devices.words import Words, words_for


class Advice(NamedTuple):
    what: Words
    act: Words


_SUPPLIES: Final = {
    "media-low": Words("纸快用完了", "paper is running low"),
    "media-empty": Words("没纸了", "out of paper"),
    "media-needed": Words("在等加纸", "waiting for paper"),
    "toner-low": Words("墨粉快用完了", "toner is running low"),
    "toner-empty": Words("墨粉用完了", "out of toner"),
    "marker-supply-low": Words("墨快用完了", "ink or toner is running low"),
    "marker-supply-empty": Words("墨用完了", "out of ink or toner"),
    "marker-waste-almost-full": Words("废粉盒快满了", "the waste box is nearly full"),
    "marker-waste-full": Words("废粉盒满了", "the waste box is full"),
    "developer-low": Words("显影剂快用完了", "developer is running low"),
    "developer-empty": Words("显影剂用完了", "out of developer"),
    "opc-near-eol": Words("感光鼓快到寿命了", "the drum is near its end"),
    "opc-life-over": Words("感光鼓到寿命了", "the drum is at its end"),
    "waste-receptacle-almost-full": Words("废料盒快满了", "the waste box is nearly full"),
    "waste-receptacle-full": Words("废料盒满了", "the waste box is full"),
    "marker-supply-missing": Words("墨盒或粉盒没装", "an ink or toner cartridge is missing"),
    "output-area-almost-full": Words("出纸口快满了", "the output tray is nearly full"),
    "output-area-full": Words("出纸口满了", "the output tray is full"),
}

_FACTS: Final = {
    **_SUPPLIES,
    "deactivated": Words("打印机停用了", "the printer is deactivated"),
    "door-open": Words("门开着", "a door is open"),
    "interlock-open": Words("安全门开着", "a safety door is open"),
    "fuser-over-temp": Words("定影器过热", "the fuser is too hot"),
    "fuser-under-temp": Words("定影器温度不够", "the fuser is too cold"),
    "input-tray-missing": Words("进纸盒没装好", "the paper tray is missing"),
    "output-tray-missing": Words("出纸盒没装好", "the output tray is missing"),
    "paused": Words("打印机被暂停了", "the printer is paused"),
    "moving-to-paused": Words("打印机正在暂停", "the printer is going to pause"),
    "offline": Words("打印机脱机", "the printer is offline"),
    "shutdown": Words("打印机关机了", "the printer has been shut down"),
    "stopped": Words("打印机停了，没说原因", "the printer has stopped and does not say why"),
    "not-accepting-jobs": Words("打印机不接收任务", "the printer accepts no jobs"),
    "connecting-to-device": Words("打印系统还连不上打印机", "the print system does not reach the printer yet"),
    "timed-out": Words("打印系统等不到打印机", "the print system waited for the printer in vain"),
    "spool-area-full": Words("打印机的存储满了", "the printer's memory is full"),
    "a4-not-loaded": Words("纸盒里设的不是 A4", "no tray is set to A4"),
    "a4-unsupported": Words("这台打印机打不了 A4", "this printer cannot print A4"),
    "pdf-unsupported": Words("这台打印机不收 PDF", "this printer takes no PDF"),
    "color-mode-unsupported": Words(
        "打印机没有配置里写的色彩方式", "the printer lacks the colour mode in the configuration"
    ),
    "sides-unsupported": Words("打印机不能双面打印", "the printer cannot print on both sides"),
    "is-a-queue": Words("这个地址是 CUPS 队列，不是打印机", "this address is a CUPS queue, not a printer"),
    "queue-missing": Words("没有这个 CUPS 队列", "there is no such CUPS queue"),
    "queue-stopped": Words("CUPS 队列停了", "the CUPS queue is stopped"),
    "queue-retries": Words(
        "CUPS 队列出错后会自己重印，别人可能拿到",
        "the CUPS queue prints failed jobs again later, into somebody else's hands",
    ),
    "cups-absent": Words("打印服务 cupsd 没有运行", "the print service cupsd is not running"),
    "cups-silent": Words("打印服务 cupsd 没有反应", "the print service cupsd says nothing"),
    "sheets-uncounted": Words("这台打印机不报告印出了几张", "this printer does not tell how many sheets have come out"),
    "recoverable": Words("打印机报告机械故障，可恢复", "a mechanical fault that it can recover from"),
    "unrecoverable": Words("打印机报告不可恢复的故障", "a fault that it cannot recover from"),
    "head-hot": Words("打印头过热，凉了会自己恢复", "the print head is hot and recovers by itself"),
    "waiting-for-recovery": Words("打印机在等人处理", "the printer waits to be put right"),
    "other": Words("打印机报告故障，没说是什么", "a fault that it does not name"),
    "out-of-service/player-died": Words("播放程序中途退出了", "the player ended before the sound did"),
    "out-of-service/not-a-wave": Words("要放的声音文件坏了", "the sound that was to be played is damaged"),
    "held-elsewhere": Words(
        "别的程序正在用它（多半是开着的终端），这里查不到",
        "another program has it (most likely the terminal), so it cannot be asked from here",
    ),
    "device-defect": Words("驱动程序出错，这是我们的问题", "the driver has a defect: ours to mend"),
    "not-fitted": Words("这个大厅没有配这种设备", "this hall has no such device"),
}

_LOAD_PAPER: Final = Words("加纸，合上盖子", "load paper and close the cover")
_NEW_SUPPLY: Final = Words("换新的耗材", "put in a new one")
_CLOSE: Final = Words("合上所有的盖子和门", "close every cover and door")
_RESTART: Final = Words(
    "断电十秒再开；还不行就报修", "switch it off for ten seconds; if that does not help, call for repair"
)
_REPAIR: Final = Words("报修", "call for repair")
_EMPTY_TRAY: Final = Words("取走印好的纸", "take the printed sheets away")
_RESUME: Final = Words("在打印机面板上按“继续/联机”", "press resume or online on the printer's panel")
_CABLE: Final = Words(
    "查电源、插头和连线；地址或端口名对不对", "check power, plugs and cable, and the address or port name"
)
_LOOK_AGAIN: Final = Words("等一会儿再看；还是这样就查连线", "look again in a while; if it stays, check the connection")
_CONFIGURE: Final = Words(
    "改 terminal.toml；guanjia devices probe 列出插着的设备",
    "mend terminal.toml; guanjia devices probe shows what is plugged in",
)

_CUPSD: Final = Words("sudo systemctl restart cups", "restart cups: sudo systemctl restart cups")
_RULES: Final = Words(
    "装上 resources/system/60-guanjia.rules，并把运行终端的用户加进 guanjia 组",
    "install resources/system/60-guanjia.rules and add the terminal's user to the group guanjia",
)

_ACTS: Final = {
    "deactivated": _RESUME,
    "device-absent": _CABLE,
    "device-absent/port-forbidden": _RULES,
    "device-absent/usb-forbidden": _RULES,
    "device-absent/no-such-pipes": _CONFIGURE,
    "device-absent/usb-library-missing": Words(
        "sudo apt install libusb-1.0-0", "install it: sudo apt install libusb-1.0-0"
    ),
    "device-absent/not-an-input-device": _CONFIGURE,
    "device-absent/no-such-lamp": Words(
        "查灯的插头；名称不对就改 terminal.toml", "check the lamp's plug; mend terminal.toml if it names another"
    ),
    "device-absent/no-player": Words(
        "装上 pipewire-bin 或 alsa-utils，或改 command",
        "install pipewire-bin or alsa-utils, or mend command in terminal.toml",
    ),
    "device-absent/player-failed": Words(
        "查声卡；speaker、headphones 写得对不对", "check the sound card and the names of speaker and headphones"
    ),
    "out-of-service/not-taken": _RULES,
    "out-of-service/player-died": Words(
        "查声卡和音量；重启声音服务", "check the sound card; restart the sound service"
    ),
    "out-of-service/player-hangs": Words("重启声音服务或终端", "restart the sound service, or the terminal"),
    "not-grabbed": _RULES,
    "key-stuck": Words("清洁按键；还卡着就换键盘", "clean the keys; if one still sticks, replace the keypad"),
    "a4-not-loaded": Words("装 A4 纸，在面板上把纸盒设成 A4", "load A4 and set the tray to A4 on the panel"),
    "a4-unsupported": _CONFIGURE,
    "pdf-unsupported": Words('改用 connection = "cups"', 'use connection = "cups" for it'),
    "color-mode-unsupported": Words("改 color_mode", "mend color_mode in terminal.toml"),
    "sides-unsupported": Words("改 sides", "mend sides in terminal.toml"),
    "is-a-queue": Words('改用 connection = "cups" 和 queue', 'use connection = "cups" and queue instead'),
    "queue-missing": Words("lpstat -e 列出队列；改 queue", "lpstat -e shows the queues; mend queue"),
    "queue-stopped": Words("sudo cupsenable 队列名", "sudo cupsenable QUEUE"),
    "queue-retries": Words(
        "sudo lpadmin -p 队列名 -o printer-error-policy=abort-job",
        "sudo lpadmin -p QUEUE -o printer-error-policy=abort-job",
    ),
    "cups-absent": _CUPSD,
    "cups-silent": _CUPSD,
    "sheets-uncounted": Words(
        "能用；想要逐张确认，换支持 IPP 的打印机", "it works; for proof of each sheet use a printer that speaks IPP"
    ),
    "marker-waste-full": Words("换废粉盒", "replace the waste box"),
    "waste-receptacle-full": Words("倒掉废料盒", "empty the waste box"),
    "waste-receptacle-almost-full": Words("倒掉废料盒", "empty the waste box"),
    "printer-error": _RESTART,
    "device-absent/port-in-use": Words("关掉占用这个端口的程序", "end the program that uses this port"),
    "device-absent/port-ambiguous": _CONFIGURE,
    "device-absent/not-a-usb-id": _CONFIGURE,
    "device-absent/not-a-serial-port": _CONFIGURE,
    "device-absent/not-a-printer-port": _CONFIGURE,
    "device-absent/no-pcscd": Words(
        "启动读卡服务：systemctl enable --now pcscd.socket", "start the service: systemctl enable --now pcscd.socket"
    ),
    "device-absent/no-reader": Words(
        "查读卡器的 USB 插头；配置里 reader 写的名字对不对",
        "check the reader's USB plug, and its name in terminal.toml",
    ),
    "device-absent/pcscd-forbidden": Words(
        "给运行终端的用户加一条 polkit 规则，允许 org.debian.pcsc-lite.access_pcsc 和 access_card",
        "have a polkit rule allow the terminal's user org.debian.pcsc-lite.access_pcsc and access_card",
    ),
    "device-silent/pcscd-silent": Words("重启读卡服务：systemctl restart pcscd", "systemctl restart pcscd"),
    "device-silent/card-hangs": Words(
        "把卡拔出来；还不行就拔插一次读卡器", "take the card out; if it stays, unplug the reader and plug it in again"
    ),
    "device-silent": Words("查型号、波特率、电源和连线", "check model, baud rate, power and cable"),
    "line-noise": Words("查连线和波特率，换一根线试试", "check cable and baud rate; try another cable"),
    "out-of-service": _RESTART,
    "config-unreadable": _CONFIGURE,
    "device-claimed": Words("等对方用完，或退出维护页", "wait until it is given back, or leave the maintenance page"),
    "held-elsewhere": Words(
        "看终端屏幕：请人帮忙 → 设备状态",
        "look at the terminal's screen: Get help → Device status",
    ),
    "not-fitted": Words(
        "不用处理；要装就在 terminal.toml 里写上", "nothing to do; to fit one, name it in terminal.toml"
    ),
    "device-defect": Words(
        "重启终端；把 guanjia.log 发给维护人员", "restart the terminal; send guanjia.log to whoever maintains it"
    ),
    "media-low": Words("备好纸，闲的时候换上", "have paper ready and load it in a quiet moment"),
    "media-empty": _LOAD_PAPER,
    "media-needed": _LOAD_PAPER,
    "media-jam": Words("按打印机里的图示取出卡住的纸", "take the stuck paper out as the picture in the printer shows"),
    "cover-open": _CLOSE,
    "door-open": _CLOSE,
    "interlock-open": _CLOSE,
    "cutter-fault": Words(
        "断电，打开盖子，取出碎纸，把切刀推回去", "switch off, open the cover, take out scraps, push the knife back"
    ),
    "output-area-almost-full": _EMPTY_TRAY,
    "output-area-full": _EMPTY_TRAY,
    "input-tray-missing": Words("把纸盒推到底", "push the tray home"),
    "output-tray-missing": Words("把出纸盒装好", "put the output tray in"),
    "paused": _RESUME,
    "moving-to-paused": _RESUME,
    "offline": _RESUME,
    "stopped": _RESTART,
    "not-accepting-jobs": _RESUME,
    "shutdown": Words("打开打印机", "switch the printer on"),
    "connecting-to-device": _LOOK_AGAIN,
    "timed-out": _CABLE,
    "spool-area-full": _RESTART,
    "fuser-over-temp": Words("关机凉半小时", "switch it off and let it cool for half an hour"),
    "fuser-under-temp": _LOOK_AGAIN,
    "head-hot": _LOOK_AGAIN,
    "recoverable": _RESTART,
    "waiting-for-recovery": _RESTART,
    "unrecoverable": _REPAIR,
    "other": _RESTART,
    "printer-fault": _RESTART,
    "printer-fault/tls": Words(
        "在打印机上换一张证书，或把签发机构的证书装进这台终端",
        "give the printer a new certificate, or install its issuer's on this terminal",
    ),
    "out-of-service/not-a-wave": Words("换一个声音文件；重新安装终端程序", "replace the sound file, or install anew"),
    **{supply: _NEW_SUPPLY for supply in _SUPPLIES if supply.startswith(("toner", "marker", "developer", "opc"))},
}


HELD_ELSEWHERE: Final = "held-elsewhere"
"""What is said, to one who asks from beside the terminal, of a device that another program has."""


def advice(code: str, detail: str = "") -> Advice:
    """What a reason or a warning means, and what helps; `detail` is the reason's particular case, where it has one.

    A driver may also give the particular case alone: `port-missing` is device-absent/port-missing.
    """
    cases = (f"{code}/{detail}", detail, code, f"device-absent/{code}", f"device-silent/{code}")
    what = next(filter(None, (_FACTS.get(case) or words_for(case) for case in cases)), None)
    act = next((_ACTS[case] for case in cases if case in _ACTS), _RESTART)
    return Advice(what or Words(f"设备报告：{code}", f"it says: {code}"), act)


def advices(state: DeviceState) -> tuple[Advice, ...]:
    """For each reason why it does not work, worst first; for one that does not work and gives no reason, that it has failed."""
    reasons = state.reasons or (() if works(state) else (state.condition.value,))
    return tuple(advice(reason, state.detail) for reason in reasons)


def warnings(state: DeviceState) -> tuple[Advice, ...]:
    """For each thing that will keep it from working before long."""
    return tuple(advice(warning) for warning in state.warnings)


def works(state: DeviceState) -> bool:
    """Whether a visitor can use it, now or as soon as whoever uses it has finished."""
    return state.condition in {Condition.READY, Condition.BUSY, Condition.NEEDS_VISITOR}
