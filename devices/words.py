"""What a device's errors say on the command line, in Chinese and English: a technician reads them without a screen."""

from typing import Final, NamedTuple

from devices.errors import DeviceError


class Words(NamedTuple):
    zh: str
    en: str


_WORDS: Final = {
    "device-error": Words("设备出错。", "The device reports an error."),
    "device-absent": Words("设备没有接上。", "Nothing is connected there."),
    "device-absent/port-missing": Words(
        "没有这个端口：没插好、没通电，或端口名不对。",
        "There is no such port: not plugged in, not switched on, or the wrong name.",
    ),
    "device-absent/port-forbidden": Words(
        "没有打开这个端口的权限；把当前用户加进 dialout 组。",
        "No permission to open this port; add the user to the group dialout.",
    ),
    "device-absent/port-in-use": Words("端口正被别的程序占用。", "Another program is using this port."),
    "device-absent/not-a-serial-port": Words("这不是串口。", "This is not a serial port."),
    "device-absent/not-a-printer-port": Words("这不是 USB 打印机端口。", "This is not a USB printer's port."),
    "device-absent/port-ambiguous": Words(
        "插着两个一样的设备，分不清是哪一个：配置里请写上序列号，或写 by-id 名称。",
        "Two such devices are plugged in: name the one by its serial number, or by its by-id name.",
    ),
    "device-absent/not-a-usb-id": Words(
        "USB 编号的写法不对，应为 usb:厂商:产品 或 usb:厂商:产品:序列号。",
        "This is no USB id: expected usb:VENDOR:PRODUCT or usb:VENDOR:PRODUCT:SERIAL, as in usb:1a86:7523.",
    ),
    "device-absent/port-lost": Words("端口断开了：查插头和电源。", "The port went away: check plug and power."),
    "device-absent/usb-forbidden": Words(
        "没有打开这个 USB 设备的权限；请管理员加一条 udev 规则，让当前用户可用。",
        "No permission to open this USB device; have a udev rule give it to the user.",
    ),
    "device-absent/no-such-pipes": Words(
        "USB 设备在，但通道不是这种读卡器的：查型号。",
        "The USB device is there, but its pipes are not those of this kind of reader: check the model.",
    ),
    "device-absent/usb-library-missing": Words(
        "缺少 libusb 库；安装 libusb-1.0-0。", "The library libusb is missing; install libusb-1.0-0."
    ),
    "device-absent/no-pcscd": Words("读卡服务 pcscd 没有运行。", "The smart-card service pcscd is not running."),
    "device-absent/no-reader": Words(
        "读卡服务在，但没有插着插卡读卡器。", "The smart-card service runs, but no smart-card reader is plugged in."
    ),
    "device-absent/pcscd-forbidden": Words(
        "当前用户没有权限使用读卡服务 pcscd。", "This user may not use the smart-card service pcscd."
    ),
    "device-silent/pcscd-silent": Words("读卡服务 pcscd 没有反应。", "The smart-card service pcscd says nothing."),
    "device-silent/card-hangs": Words(
        "卡或读卡器说到一半不说了；请把卡拔出来。", "Card or reader stopped in mid-sentence; take the card out."
    ),
    "device-silent": Words(
        "端口打开了，但设备不回答：查型号、波特率和电源。",
        "The port is open but the device does not answer: check model, baud rate and power.",
    ),
    "line-noise": Words(
        "线路上有干扰，重问之后仍读不出完整的回答；请查连线后再放一次卡。",
        "The line is noisy, also after asking again; check the cable and place the card again.",
    ),
    "out-of-service": Words("设备报告自己不能工作，请报修。", "The device says that it cannot work; call for repair."),
    "wait-expired": Words("规定时间内没有放卡或出示码。", "Nothing was presented in the time allowed."),
    "cancelled": Words("已停止等待。", "The wait was stopped."),
    "device-claimed": Words("设备正在被别人使用。", "Somebody else is using this device."),
    "not-grabbed": Words(
        "不能独占这个设备，别的程序也会收到它的按键，所以没有启用。",
        "This device cannot be kept from other programs, which would get its keys too; so it is not used.",
    ),
    "device-absent/not-an-input-device": Words("这不是输入设备。", "This is not an input device."),
    "device-absent/no-player": Words(
        "没有播放程序：pw-play 或 aplay 没有装，或配置里写的程序不在。",
        "There is no player: neither pw-play nor aplay, or not the program that the configuration names.",
    ),
    "device-absent/player-failed": Words(
        "播放程序一启动就退出：查声卡和输出名称。",
        "The player ends as soon as it starts: check sound card and output name.",
    ),
    "out-of-service/player-hangs": Words(
        "播放程序没有按时播完，已把它关掉：查输出名称和声卡。",
        "The player did not end in time and was stopped: check output name and sound card.",
    ),
    "out-of-service/player-died": Words(
        "播放程序播到一半就退出了：查声卡。", "The player ended half-way: check the sound card."
    ),
    "out-of-service/not-a-wave": Words("这不是能播放的声音文件。", "This is no sound that can be played."),
    "device-absent/no-such-lamp": Words(
        "没有这盏灯：没插好，或名称不对。", "There is no such lamp: not plugged in, or the wrong name."
    ),
    "out-of-service/not-taken": Words("灯没有按要求亮或灭。", "The lamp did not take what it was told to show."),
    "key-stuck": Words("有一个按键一直按着：清洁或更换键盘。", "A key stays pressed: clean the keypad, or replace it."),
    "config-unreadable": Words(
        "读不出这份终端配置：文件不存在或格式不对。",
        "This terminal configuration cannot be read: no such file, or not of that form.",
    ),
    "card-error": Words("卡片有问题。", "There is a problem with the card."),
    "card-removed": Words(
        "卡片还没读完就拿开了；请重新放好，读完再拿。",
        "The card was taken away before it was read; place it again and leave it until it is read.",
    ),
    "wrong-card": Words("这不是身份证；请放身份证。", "This is not an identity card; please place an identity card."),
    "wrong-card/not-a-social-security-card": Words(
        "这不是社会保障卡；请插社会保障卡。",
        "This is not a social security card; please put in a social security card.",
    ),
    "wrong-card/not-a-staff-card": Words(
        "这不是工作卡；请插工作卡。", "This is not a staff card; please put in a staff card."
    ),
    "suspect-card": Words(
        "卡片与安全模块互不信任；请工作人员查验证件。",
        "The card and the security module do not trust each other; staff must look at the card.",
    ),
    "card-unreadable": Words(
        "卡片有回答，但内容无法理解；请工作人员查验证件。",
        "The card answered, but its content cannot be understood; staff must look at the card.",
    ),
    "card-unreadable/pin-wanted": Words(
        "这个地区的卡要密码才给读，终端不问密码；请到窗口办。",
        "This region's card gives nothing without a PIN, which the terminal never asks for; please go to a counter.",
    ),
    "card-mute": Words(
        "卡插进去了，但芯片没有反应：可能插反了。", "A card is in, but its chip says nothing: perhaps upside down."
    ),
    "staff-card-refused": Words(
        "这不是本大厅的工作卡，或它证明不了自己。",
        "This is no staff card of this hall, or it cannot prove that it is.",
    ),
    "staff-card-refused/no-authority": Words(
        "这台终端没有配置发卡机构的证书，不相信任何工作卡。",
        "This terminal has been given no issuing authority, and believes no staff card.",
    ),
    "staff-card-refused/not-on-the-roster": Words(
        "这张工作卡不在本终端的名册上，或已挂失。",
        "This staff card is not on this terminal's roster, or was reported lost.",
    ),
    "staff-card-refused/out-of-date": Words(
        "这张工作卡过了有效期，或者终端的时钟不对。",
        "This staff card is out of date, or the terminal's clock is wrong.",
    ),
    "photo-undecodable": Words(
        "证件照片没能解码：查厂家的解码库。", "The card's photo was not decoded: check the vendor's library."
    ),
    "scan-refused": Words("扫到的不是可用的码。", "What was scanned is no usable code."),
    "printer-error": Words("打印机出错。", "The printer reports an error."),
    "media-empty": Words("打印机没纸了。", "The printer is out of paper."),
    "media-jam": Words("打印机卡纸了。", "Paper is stuck in the printer."),
    "cover-open": Words("打印机的盖子开着。", "The printer's cover is open."),
    "cutter-fault": Words("切刀卡住了。", "The receipt printer's knife is stuck."),
    "printer-fault/tls": Words(
        "打印机的加密连接不可信：证书过期、不是它的，或没有人担保。",
        "The printer's encrypted line cannot be trusted: its certificate is out of date, not its own, or vouched for by nobody.",
    ),
    "printer-fault": Words("打印机有故障。", "The printer has a fault."),
    "outcome-unknown": Words(
        "已送去打印，但无法知道印出了多少。", "The print was sent, and nothing proves what became of it."
    ),
}


def words_of(error: DeviceError) -> Words:
    """The words for one error: those for its particular reason (its first argument) where there are any."""
    reason = error.args[0] if error.args else ""
    return words_for(f"{error.code}/{reason}") or words_for(error.code) or _WORDS["device-error"]


def words_for(code: str) -> Words | None:
    """The words for a code, or for its particular reason as `code/reason`; None where there are none."""
    return _WORDS.get(code)
