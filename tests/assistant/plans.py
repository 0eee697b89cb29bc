"""A small plan about an invented city, laid out the way text comes out of a PDF.

Lines break at a fixed width, paragraphs end in a blank, a page opens with a blank, and some pages
keep their printed number.
"""

from pathlib import Path

PLAN_ID = "yunlan-marine"
COLUMNS = 60  # printed width of a line; a Chinese character takes two

META = """\
title = "云澜市海洋经济发展“十四五”规划"
short_title = "云澜海洋“十四五”规划"
document_number = "云政发〔2021〕8号"
issuer = "云澜市人民政府"
region = "云澜市"
sector = "海洋经济"
period = [2021, 2025]
issued_on = 2021-06-08
"""

# Pages of paragraphs. The notice is page 0, so the opening stands on page 1; `— 2 —` and `— 4 —`
# are the printed numbers that survived.
PAGES = (
    (
        "云澜市人民政府关于印发",
        "云澜市海洋经济发展“十四五”规划的通知",
        "各县（市、区）人民政府，市政府各部门：",
        "现将《云澜市海洋经济发展“十四五”规划》印发给你们，请认真组织实施。",
        "云澜市人民政府",
        "2021年6月8日",
    ),
    (
        "为加快建设海洋强市，根据《云澜市国民经济和社会发展第十四个五年规划纲要》，编制本规划。",
        "一、发展基础",
        "2020年，全市海洋生产总值达到412.6亿元，年均增长9.3%。2018—2020年，海洋渔业产值分别为"
        "88.1亿元、91.4亿元和95.7亿元，海洋捕捞强度逐年下降。",
    ),
    (
        "— 2 —",
        "专栏1 云澜市海洋经济主要指标",
        "序号 指标名称 单位 2020年",
        "实际值 2025年",
        "目标值",
        "1 海洋生产总值 亿元 412.6 650",
        "2 海洋生产总值占地区生产总值比重 % 21.5 26",
        "3 港口货物吞吐量 万吨 3860 5200",
        "注：海洋生产总值按2020年价格计算。",
        "专栏2 云澜市海洋功能分区图",
        "二、总体要求",
        "（一）基本原则。",
        "1.坚持生态优先。把保护海湾湿地放在首位，实行最严格的岸线管控制度。",
        "2.坚持科技兴海。以深潜装备为突破口，提高海洋科技成果转化率。",
        "3.坚持开放合作。主动融入海上丝绸之路建设。",
        "（二）发展目标。",
        "到2025年，海洋生产总值超过650亿元，占地区生产总值比重达到26%左右；新增涉海高新技术企业"
        "120家以上。",
    ),
    (
        "三、重点任务",
        "（一）海洋渔业。",
        "1.发展目标。到2025年，海洋渔业产值力争达到130亿元，深远海养殖水体突破50万立方米。",
        "2.重点举措。",
        "（1）建设海洋牧场。在青螺湾、白礁岛建设国家级海洋牧场示范区。",
        "（2）发展远洋渔业。支持企业更新远洋渔船，建设远洋渔业基地。",
        "（3）做强水产加工。培育大黄鱼、紫菜两大加工产业链。",
        "（二）港航物流业。",
        "1.发展目标。到2025年，港口货物吞吐量达到5200万吨，集装箱吞吐量达到90万标箱。",
        "2.重点举措。",
        "（1）扩建深水港区。新建5个万吨级泊位，疏浚青螺湾航道。",
        "（2）发展多式联运。建设海铁联运通道，开通至内陆的“海铁快线”。",
        "（三）滨海旅游业。",
        "1.发展目标。到2025年，滨海旅游接待游客1800万人次。",
        "2.重点举措。",
        "（1）打造海岛旅游精品。推进白礁岛、灯塔岛整岛开发。",
    ),
    (
        "— 4 —",
        "（2）优化滨海旅游空间布局。形成“一核两带”的滨海旅游空间格局。",
        "专栏3 滨海旅游空间布局",
        "一核：青螺湾都市滨海旅游核心区，重点发展邮轮、游艇和滨海度假。",
        "两带：东部海岛观光带，依托白礁岛、灯塔岛发展海岛度假；南部渔村体验带，依托石浦、乌沙等"
        "渔村发展渔家乐。",
        "四、保障措施",
        "（一）加强组织领导。成立市海洋经济工作专班，每季度召开一次会议。",
        "（二）加大资金投入。设立20亿元海洋产业引导基金，支持涉海企业融资。",
        "（三）强化人才支撑。实施“海燕计划”，五年引进海洋领域高层次人才300名。",
    ),
)


def plan_text() -> str:
    """The plan as its file stands on disk."""
    return "".join(
        "".join(" " * (n == 0 and page > 0) + _wrapped(text) for n, text in enumerate(paragraphs))
        for page, paragraphs in enumerate(PAGES)
    )


def write_library(folder: Path) -> Path:
    """A library that holds this plan alone."""
    plan = folder / PLAN_ID
    plan.mkdir(parents=True)
    (plan / "plan.toml").write_text(META, "utf-8")
    (plan / "plan.txt").write_text(plan_text(), "utf-8")
    return folder


def _wrapped(paragraph: str) -> str:
    lines, width = [""], 0
    for ch in paragraph:
        columns = 2 if ch >= "\u2e80" or ch in "“”—" else 1
        if width + columns > COLUMNS:
            lines.append("")
            width = 0
        lines[-1] += ch
        width += columns
    return "\n".join(lines) + " \n"
