package pages

import "xiansuo/services/internal/page"

// aboutWords say who does what, by which rules, and how people are protected.
var aboutWords = page.Words{
	"about.title":   {ZH: "说明", EN: "About this site"},
	"about.intro":   {ZH: "谁管什么，按什么规则公开，您的信息怎么保护。", EN: "Who is in charge of what, by which rules things become public, and how you are protected."},
	"about.who":     {ZH: "谁管什么", EN: "Who does what"},
	"about.who.say": {ZH: "六个部门各管一段，信息共享、线索移送、联合查处。一条线索在任何时候都有且只有一个单位负责；分不清归谁管时，由分派中心或专班决定，不会让您自己去问。", EN: "Six departments each have their part, share what they know, hand matters to one another and investigate jointly. One of them is answerable for a report at every moment; when it is unclear which, the desk or the taskforce decides, and you need not ask around."},
	"about.unit":    {ZH: "部门", EN: "Department"},
	"about.does":    {ZH: "负责", EN: "In charge of"},
	"about.call":    {ZH: "电话", EN: "Number"},

	"does.education": {ZH: "办学许可；无证办班、学科类隐形变异培训；超范围、超时段；培训材料和人员；收费与退费。", EN: "Licences to teach; teaching without one, covert tutoring; beyond the licence or the hours; materials and staff; fees and refunds."},
	"does.market":    {ZH: "虚假宣传和广告；价格违法；不公平合同条款；无照经营；供餐的食品安全。", EN: "False advertising; unlawful prices; unfair contract terms; unregistered business; safety of the food served."},
	"does.police":    {ZH: "妨碍执法、敲诈勒索、诈骗；侵害未成年人；扰乱秩序。", EN: "Obstruction of officers, extortion, fraud; harm to minors; public order."},
	"does.fire":      {ZH: "消防设施、疏散通道和安全出口、违规住宿和用电。", EN: "Fire equipment, escape routes and exits, unlawful lodging and wiring."},
	"does.culture":   {ZH: "艺术类培训的许可；研学旅行；演出、考级和出版物。", EN: "Licences for arts training; study tours; performances, grading and publications."},
	"does.health":    {ZH: "场所卫生；传染病防控；食物中毒的流行病学调查。", EN: "Hygiene of premises; infectious disease; inquiry into food poisoning."},
	"call.education": {ZH: "12345", EN: "12345"}, "call.market": {ZH: "12315", EN: "12315"}, "call.police": {ZH: "110", EN: "110"},
	"call.fire": {ZH: "119（火警），其他 12345", EN: "119 for fires, otherwise 12345"}, "call.culture": {ZH: "12318", EN: "12318"}, "call.health": {ZH: "12345", EN: "12345"},
	"about.others": {ZH: "体育类培训由体育部门、科技类培训由科技部门主管；街道（镇）负责日常巡查；区司法局监督各部门的执法。", EN: "Sports training is with the sports bureau, science and technology with its bureau; streets and towns patrol; the justice bureau supervises how departments enforce."},

	"rules.title":       {ZH: "公开的规则", EN: "What is made public, and how"},
	"rules.decided":     {ZH: "只公开已经作出的决定和登记的事实。正在核查的线索、内部意见、案卷和证据不公开；未查实的举报不会影响任何机构在这里的显示。", EN: "Only decisions that were made and facts that are registered. Matters being checked, internal opinions, files and evidence are not published, and a report that was not substantiated changes nothing that is shown of an institution."},
	"rules.approved":    {ZH: "公开之前经过承办、法制审核、保密和个人信息审查、负责人批准四道手续；编辑的人不能批准自己的稿子。", EN: "Before anything is public, the officer, legal review, a review of secrets and personal data, and the head each act; who edits never approves."},
	"rules.masked":      {ZH: "当事人是个人的，只显示姓；证件、电话、账号隐去；机构在处罚决定里用全称。举报人和未成年人的任何信息都不公开。", EN: "Of a person only the family name is shown; papers, telephones and accounts are masked; an institution's full name stands in a decision. Nothing about a reporter or a minor is ever published."},
	"rules.ended":       {ZH: "公示有期限，到期自动结束。决定被变更、撤销、确认违法或无效的，三日内撤下并说明理由，原地址保留说明。", EN: "Publicity has an end and ends by itself. What is changed, revoked, found unlawful or void is withdrawn within three days; a note with the reason stays at its address."},
	"rules.object":      {ZH: "被公开的当事人可以在每项内容的页面上提出异议或申请信用修复；答复之前，页面会注明有人提出异议。", EN: "Whoever is named may object or ask for credit repair from the page itself; until it is answered, the page says so."},
	"rules.harm":        {ZH: "侵害未成年人的案件，本站只公布数字，不公布内容。", EN: "Of harm to minors, only numbers are published here, never content."},
	"protect.title":     {ZH: "统计数字怎么保护", EN: "How figures are protected"},
	"protect.small":     {ZH: "小于 5 的数字不公布。", EN: "Numbers under 5 are withheld."},
	"protect.more":      {ZH: "为了不让人用合计、其他表格或前后两个版本推算出来，还会多隐去一些较大的数字。发布前会用方程组检验：任何一个不公布的数字都不能由公布的数字算出。", EN: "Some larger ones are withheld besides, so that totals, other tables or two versions do not give them away. Before release it is tested as a system of equations that no withheld number follows from those published."},
	"protect.recount":   {ZH: "每个数字都可以由审计部门从全程记录重新计算核对。", EN: "Auditors can count every figure again from the full record."},
	"privacy.title":     {ZH: "您的隐私", EN: "Your privacy"},
	"privacy.cookie":    {ZH: "本站不用登录，不放跟踪标识。唯一的 Cookie 是您切换语言时记住中文或英文的那一个，一年后失效。", EN: "There is no login and no tracking. The only cookie is the one that remembers your language after you switch it; it ends after a year."},
	"privacy.log":       {ZH: "不记录您的地址、查询的内容和看过的页面。页面里没有其他网站的内容，也没有脚本。", EN: "Your address, what you look up and which pages you read are not recorded. Pages hold nothing of other sites and no script."},
	"privacy.follow":    {ZH: "举报查询码只保存摘要，不出现在网址里。", EN: "Codes of reports are kept as a hash only and never stand in an address."},
	"access.title":      {ZH: "无障碍", EN: "Accessibility"},
	"access.say":        {ZH: "页面按 WCAG 2.2 AA 级制作：可以只用键盘，可以放大到 400%，可以用读屏软件；颜色之外都有文字或形状；每张图旁边都有同样数字的表；没有脚本也能用；可以打印。", EN: "Pages are made to WCAG 2.2 level AA: usable by keyboard alone, at 400 % and with a screen reader; nothing is told by colour alone; every chart has a table of the same numbers; no script is needed; and they print."},
	"access.problem":    {ZH: "遇到看不清、用不了的地方，请拨打 12345 告诉我们；也可以打电话由工作人员代查。", EN: "If something cannot be read or used, please tell us at 12345; staff can also look things up for you by telephone."},
	"about.machine":     {ZH: "给程序用", EN: "For programs"},
	"about.machine.say": {ZH: "开放数据、数据说明和订阅地址见“开放数据”页。", EN: "Open data, its dictionary and the feed are on the page “Open data”."},
}

// dataWords are those of open data.
var dataWords = page.Words{
	"data.title":      {ZH: "开放数据", EN: "Open data"},
	"data.intro":      {ZH: "以下数据可以自由下载、使用和转载，请注明来源和日期。被撤下的内容请同时停止使用。", EN: "These data may be downloaded, used and passed on; please name the source and the date, and stop using what is withdrawn."},
	"data.about":      {ZH: "机构名单、处理结果和月度统计的下载与数据说明。", EN: "Downloads and dictionary of institutions, results and monthly figures."},
	"data.files":      {ZH: "下载", EN: "Downloads"},
	"data.updated":    {ZH: "更新", EN: "Updated"},
	"data.dictionary": {ZH: "数据说明（JSON）", EN: "Data dictionary (JSON)"},
	"data.fields":     {ZH: "字段", EN: "Fields"},
	"data.fields.of":  {ZH: "%s的字段", EN: "Fields of %s"},
	"data.field":      {ZH: "字段名", EN: "Field"},
	"data.called":     {ZH: "名称", EN: "Name"},
	"data.type":       {ZH: "类型", EN: "Type"},
	"data.says":       {ZH: "含义", EN: "Meaning"},
	"data.feed":       {ZH: "订阅和目录", EN: "Feed and site map"},
	"data.feed.say":   {ZH: "订阅里既有新公开的内容，也有撤下的说明（RFC 6721），请按撤下说明删除旧内容。", EN: "The feed holds what is new and what was withdrawn (RFC 6721); please delete what it says is gone."},
	"data.atom":       {ZH: "Atom 订阅", EN: "Atom feed"},
	"data.sitemap":    {ZH: "站点地图", EN: "Site map"},
	"data.type.text":  {ZH: "文字", EN: "text"}, "data.type.texts": {ZH: "多个文字，CSV 中以 | 分隔", EN: "texts; in CSV with | between them"}, "data.type.code": {ZH: "代码", EN: "code"},
	"data.type.day": {ZH: "日期 2006-01-02（北京时间）", EN: "day, 2006-01-02, China time"}, "data.type.truth": {ZH: "true 或 false", EN: "true or false"},
	"data.type.number": {ZH: "整数", EN: "whole number"}, "data.type.money": {ZH: "金额，万元，小数", EN: "money in units of 10,000 yuan, decimal"}, "data.type.time": {ZH: "时间（RFC 3339，UTC）", EN: "time, RFC 3339, UTC"},
	"data.type.records": {ZH: "多项记录，CSV 中以 | 分隔", EN: "records; in CSV with | between them"},
}
