package pages

import (
	"maps"

	"xiansuo/services/internal/page"
)

// publicWords are what the public site says besides data.
var publicWords = func() page.Words {
	all := page.Words{}
	for _, part := range []page.Words{siteWords, homeWords, hotlineWords, findWords, institutionWords, listWords, resultWords, objectWords, statisticsWords, figureWords, aboutWords, dataWords} {
		maps.Copy(all, part)
	}
	return all
}()

// siteWords are those of the frame.
var siteWords = page.Words{
	"site.name":        {ZH: "校外培训治理公开", EN: "Off-campus training"},
	"site.description": {ZH: "查询校外培训机构是否有证、能否开展培训，查看处理结果、名单和统计，了解如何举报。", EN: "Look up whether a training institution is licensed and may teach, read results, lists and statistics, and learn how to report."},
	"site.search":      {ZH: "查机构", EN: "Look up an institution"},
	"site.hint":        {ZH: "名称、代码或地址", EN: "Name, code or address"},
	"site.go":          {ZH: "查询", EN: "Look up"},
	"site.day":         {ZH: "数据截至", EN: "As of"},
	"site.feed":        {ZH: "订阅公开结果（Atom）", EN: "Subscribe to results (Atom)"},
	"site.privacy":     {ZH: "本站不需要登录，不记录您查询了什么。", EN: "No login is needed, and what you look up is not recorded."},
	"site.foot":        {ZH: "页脚", EN: "Footer"},
	"site.access":      {ZH: "无障碍与隐私", EN: "Accessibility and privacy"},
	"nav.home":         {ZH: "首页", EN: "Home"},
	"nav.results":      {ZH: "处理结果", EN: "Results"},
	"nav.lists":        {ZH: "机构名单", EN: "Lists"},
	"nav.statistics":   {ZH: "统计", EN: "Statistics"},
	"nav.data":         {ZH: "开放数据", EN: "Open data"},
	"nav.about":        {ZH: "说明", EN: "About"},
	"next":             {ZH: "下一页", EN: "Next page"},
	"first":            {ZH: "回到第一页", EN: "First page"},
	"pages":            {ZH: "翻页", EN: "Pages"},
	"any":              {ZH: "全部", EN: "Any"},
	"narrow":           {ZH: "筛选", EN: "Narrow down"},
	"narrow.none":      {ZH: "清除筛选", EN: "Show all"},
	"trouble.public.missing": {ZH: "没有这个页面，或它从未公开过。已撤下的内容会在原地址说明撤下的原因，不会显示为“没有找到”。",
		EN: "There is no such page, or it was never public. What was withdrawn says so at its address and is not “not found”."},
}

// homeWords are those of the first page.
var homeWords = page.Words{
	"home.title":        {ZH: "这家培训机构能不能上课？", EN: "May this institution teach?"},
	"home.lead":         {ZH: "输入机构名称、统一社会信用代码或地址，查看它有没有办学许可、可以教什么、到哪天为止、是否停业整改，以及生效的处罚决定。", EN: "Enter a name, a unified social credit code or an address to see whether it is licensed to teach, for what, until when, whether it is suspended, and which decisions are in force."},
	"home.label":        {ZH: "机构名称、代码或地址", EN: "Name, code or address of an institution"},
	"home.example":      {ZH: "繁体或简体、有无括号和空格都可以；代码大小写不限。", EN: "Traditional or simplified characters, with or without brackets and blanks; codes in capitals or not."},
	"home.latest":       {ZH: "最新公开的处理结果", EN: "Latest results"},
	"home.latest.all":   {ZH: "全部处理结果", EN: "All results"},
	"home.latest.none":  {ZH: "目前没有公开的处理结果。", EN: "No results are public at the moment."},
	"home.figures":      {ZH: "%s 统计", EN: "Figures of %s"},
	"home.figures.all":  {ZH: "查看图表和全部数字", EN: "Charts and all figures"},
	"home.figures.none": {ZH: "还没有发布过月度统计。", EN: "No monthly figures have been released yet."},
	"home.figures.head": {ZH: "本月统计", EN: "This month's figures"},
	"home.report":       {ZH: "发现问题，怎么举报", EN: "How to report"},
	"home.report.safe":  {ZH: "您是谁，只有受理举报的人员和确需联系您的承办人知道，被举报的机构不会知道。可以不留姓名。", EN: "Who you are is known only to those who take your report and to the officer who must reach you, never to the institution. You need not give a name."},
	"home.follow":       {ZH: "查询我的举报", EN: "Follow your report"},
	"home.follow.text":  {ZH: "举报时您会得到一个查询码。凭查询码可以看到现在由谁办理、何时到期、办到哪一步，也可以补充情况、评价结果。", EN: "When you report you are given a code. With it you see who handles the report, what is due and what happened, and can add facts and rate the outcome."},
	"home.follow.go":    {ZH: "凭查询码查询", EN: "Follow by code"},
	"home.lists":        {ZH: "机构名单", EN: "Lists of institutions"},
	"home.data":         {ZH: "开放数据", EN: "Open data"},
	"home.data.text":    {ZH: "名单、结果和统计都可以下载，附数据说明；不需要申请。", EN: "Lists, results and statistics can be downloaded, with a data dictionary. No request is needed."},
	"home.data.go":      {ZH: "下载与数据说明", EN: "Downloads and dictionary"},
	"home.cases":        {ZH: "典型案例", EN: "Typical cases"},
	"home.policies":     {ZH: "政策与正面典型", EN: "Policy and good examples"},
}

// hotlineWords say what each number is for.
var hotlineWords = page.Words{
	"hotline.number":  {ZH: "电话", EN: "Number"},
	"hotline.what":    {ZH: "什么时候打", EN: "When to call"},
	"hotline.caption": {ZH: "举报和求助电话", EN: "Numbers to call"},
	"hotline.12345":   {ZH: "各类校外培训问题都可以打：无证办班、变相补课、退费难、超范围培训。说不清归谁管，就打这个。", EN: "Any matter of off-campus training: teaching without a licence, covert tutoring, refunds withheld, beyond the licence. When you do not know who is in charge, call this one."},
	"hotline.12315":   {ZH: "消费纠纷和市场秩序：虚假宣传、价格欺诈、不公平合同条款。", EN: "Consumer disputes and fair trade: false advertising, price fraud, unfair contract terms."},
	"hotline.110":     {ZH: "正在发生的违法犯罪和人身危险：敲诈勒索、暴力阻挠、伤害未成年人、卷款逃跑。", EN: "Crime under way and danger to people: extortion, violence, harm to a minor, running off with fees."},
	"hotline.119":     {ZH: "火灾和紧急的消防险情，例如有人上课时安全出口被锁。", EN: "Fire and urgent danger of fire, such as a locked exit while classes are on."},
	"hotline.12318":   {ZH: "文化市场：艺术类培训、研学旅行、演出和出版物方面的问题。", EN: "The culture market: arts training, study tours, performances and publications."},
}

// findWords are those of a search.
var findWords = page.Words{
	"found.title":         {ZH: "查询机构", EN: "Look up an institution"},
	"found.for":           {ZH: "您查的是：", EN: "You looked for: "},
	"found.several":       {ZH: "找到以下机构，请选择", EN: "These institutions may be meant; choose one"},
	"found.near":          {ZH: "没有完全相同的，您找的是不是", EN: "Nothing is quite the same. Did you mean"},
	"found.more":          {ZH: "还有更多机构符合，请写得更具体些，例如加上街道或全称。", EN: "More institutions fit. Please be more specific, for example with the street or the full name."},
	"found.none":          {ZH: "名录里没有找到", EN: "Not found in the register"},
	"found.none.meaning":  {ZH: "“没有找到”不等于“没有证”，也不等于“有证”。可能的原因：", EN: "“Not found” does not mean “not licensed”, and it does not mean “licensed”. It may be that:"},
	"found.none.spelling": {ZH: "名称写法不同：招牌、公众号上的名字常与登记名称不一样。试试登记全称、统一社会信用代码（在营业执照上），或办学地址。", EN: "the name is written otherwise: a signboard or account often shows another name than the register. Try the full registered name, the unified social credit code (on the business licence) or the address."},
	"found.none.other":    {ZH: "用的是别的名称：连锁机构的每个教学点要分别许可，要查的是给您上课的这一家。", EN: "it goes by another name: each place of a chain needs a licence of its own, and the one to look up is where the classes are."},
	"found.none.district": {ZH: "在别的区登记：这里只有本区的机构。", EN: "it is registered in another district: only this district's institutions are here."},
	"found.none.premises": {ZH: "到现场怎么核对", EN: "How to check on the premises"},
	"found.none.see":      {ZH: "看墙上有没有公示办学许可证：名称、地址、许可的类别和有效期要与实际一致。", EN: "Look for the licence to teach on the wall: name, address, kinds of training and dates must be those of what you see."},
	"found.none.ask":      {ZH: "营业执照不是办学许可证。只有营业执照，不等于可以办培训。", EN: "A business licence is not a licence to teach. Having only the former does not allow training."},
	"found.none.pay":      {ZH: "交费前要合同和收据，不要把钱转到个人账户。", EN: "Ask for a contract and a receipt before you pay, and do not pay into a private account."},
	"found.none.report":   {ZH: "如果对方拿不出证，或在居民楼、酒店、咖啡厅里收费补课，请举报：", EN: "If it has no licence to show, or charges for tutoring in a flat, hotel or café, please report it:"},
	"found.why.empty":     {ZH: "请输入机构名称、统一社会信用代码或地址。", EN: "Please enter a name, a unified social credit code or an address."},
	"found.why.short":     {ZH: "只有一个字太少了，请再写一个字以上。", EN: "One character is too little. Please write at least one more."},
	"found.why.general":   {ZH: "这些字几乎每家机构都有，请写名称里最特别的部分。", EN: "Nearly every institution has these words. Please write what is particular in the name."},
	"found.why.code":      {ZH: "这不是一个正确的统一社会信用代码：18 位，末位是校验位。请核对是否漏写或写错，字母里没有 I、O、S、V、Z。", EN: "This is no right unified social credit code: it has 18 characters, and the last one checks the others. Please compare it; there is no I, O, S, V or Z in it."},
	"found.by.name":       {ZH: "按名称", EN: "by name"},
	"found.by.alias":      {ZH: "按别名", EN: "by another name"},
	"found.by.key":        {ZH: "名称或代码相同", EN: "same name or code"},
	"found.by.place":      {ZH: "按地址", EN: "by address"},
	"found.by.near":       {ZH: "名称相近", EN: "a name much like it"},
}

// institutionWords say how an institution stands.
var institutionWords = page.Words{
	"verdict.licensed":    {ZH: "有办学许可，可以开展许可范围内的培训", EN: "Licensed: may teach what its licence covers"},
	"verdict.suspended":   {ZH: "停业整改中，复查通过之前不得开展培训", EN: "Suspended: must not teach before a recheck is passed"},
	"verdict.closed":      {ZH: "已停办，不再开展培训", EN: "Closed: does not teach any more"},
	"verdict.expired":     {ZH: "办学许可已过期", EN: "Its licence to teach has expired"},
	"verdict.notyet":      {ZH: "办学许可尚未生效", EN: "Its licence to teach is not valid yet"},
	"verdict.registered":  {ZH: "有营业执照，没有办学许可：不得开展校外培训", EN: "Registered, not licensed to teach: no off-campus training is allowed"},
	"verdict.neither":     {ZH: "没有办学许可，也没有登记：不得开展校外培训", EN: "Neither licensed nor registered: no off-campus training is allowed"},
	"short.licensed":      {ZH: "有证", EN: "Licensed"},
	"short.suspended":     {ZH: "停业整改", EN: "Suspended"},
	"short.closed":        {ZH: "已停办", EN: "Closed"},
	"short.expired":       {ZH: "许可过期", EN: "Licence expired"},
	"short.notyet":        {ZH: "许可未生效", EN: "Not valid yet"},
	"short.registered":    {ZH: "有照无证", EN: "Not licensed"},
	"short.neither":       {ZH: "无证无照", EN: "Unlicensed"},
	"inst.about":          {ZH: "%s：办学许可、状态、生效的处罚决定。", EN: "%s: licence to teach, standing, decisions in force."},
	"inst.basics":         {ZH: "登记信息", EN: "What is registered"},
	"inst.aliases":        {ZH: "别名、曾用名", EN: "Other names"},
	"inst.code":           {ZH: "统一社会信用代码", EN: "Unified social credit code"},
	"inst.street":         {ZH: "街道（镇）", EN: "Street or town"},
	"inst.places":         {ZH: "办学地点", EN: "Where it teaches"},
	"inst.unknown":        {ZH: "未登记", EN: "Not registered"},
	"inst.white":          {ZH: "在白名单上", EN: "On the white list"},
	"inst.white.no":       {ZH: "不在白名单上", EN: "Not on the white list"},
	"inst.list":           {ZH: "白名单", EN: "White list"},
	"inst.licences":       {ZH: "办学许可", EN: "Licences to teach"},
	"inst.licences.none":  {ZH: "登记中没有办学许可。", EN: "No licence to teach is registered."},
	"inst.licences.lost":  {ZH: "登记为有证，许可证的编号和范围没有载入，请向主管部门核实。", EN: "It is registered as licensed; number and scope of the licence are not on record here. Please ask the authority."},
	"licence.number":      {ZH: "编号", EN: "Number"},
	"licence.scope":       {ZH: "许可内容", EN: "For"},
	"licence.from":        {ZH: "从", EN: "From"},
	"licence.until":       {ZH: "至", EN: "Until"},
	"licence.end":         {ZH: "未载明", EN: "not stated"},
	"licence.authority":   {ZH: "发证机关", EN: "Given by"},
	"licence.stands":      {ZH: "状态", EN: "Status"},
	"licence.valid":       {ZH: "有效", EN: "Valid"},
	"licence.expired":     {ZH: "已过期", EN: "Expired"},
	"licence.barred":      {ZH: "未到期，但不得开展培训", EN: "In date, yet no training is allowed"},
	"licence.notyet":      {ZH: "未生效", EN: "Not yet valid"},
	"inst.decisions":      {ZH: "公示中的处罚决定", EN: "Decisions on public record"},
	"inst.decisions.none": {ZH: "没有公示中的处罚决定。", EN: "No decision is on public record."},
	"inst.watch":          {ZH: "重点监管名单", EN: "Watch list"},
	"watch.decision":      {ZH: "依据的决定", EN: "Rests on decision"},
	"watch.basis":         {ZH: "依据的条款", EN: "Provision"},
	"watch.span":          {ZH: "期限", EN: "For the time"},
	"inst.next":           {ZH: "接下来", EN: "What next"},
	"inst.compare":        {ZH: "到现场请核对：墙上公示的许可证与这里的名称、地址、类别、日期是否一致。不一致，或停业期间仍在上课，请举报。", EN: "On the premises, compare the licence on the wall with the name, address, kinds and dates given here. If they differ, or classes go on while it is suspended, please report it."},
	"inst.report":         {ZH: "怎么举报", EN: "How to report"},
	"inst.wrong":          {ZH: "机构认为登记信息有误的，请带材料向发证机关申请更正。", EN: "An institution that finds its record wrong asks the authority that licensed it to correct it."},
	"inst.source":         {ZH: "以上内容只来自主管部门的登记和已公开的决定。正在核查的线索、未查实的举报不在其中，也不影响这里的说法。", EN: "All this comes from the authorities' register and from public decisions alone. Matters still being checked and reports that were not substantiated are no part of it."},
}

// listWords are those of the lists.
var listWords = page.Words{
	"lists.title":       {ZH: "机构名单", EN: "Lists of institutions"},
	"lists.intro":       {ZH: "四份名单都按今天的情况列出。名单上没有的机构，请用名称查询。", EN: "All four lists are as of today. To check an institution that is on none, look it up by name."},
	"lists.caption":     {ZH: "各名单的机构数", EN: "How many stand on each list"},
	"lists.list":        {ZH: "名单", EN: "List"},
	"lists.means":       {ZH: "是什么意思", EN: "What it means"},
	"lists.n":           {ZH: "机构数", EN: "Institutions"},
	"list.white":        {ZH: "白名单", EN: "White list"},
	"list.suspended":    {ZH: "停业整改", EN: "Suspended"},
	"list.watch":        {ZH: "重点监管名单", EN: "Watch list"},
	"list.closed":       {ZH: "已停办", EN: "Closed"},
	"means.white":       {ZH: "有办学许可、许可在有效期内、没有停业，并由主管部门列入的机构。列入不等于对教学质量的保证。", EN: "Licensed, within the licence's dates, not suspended, and entered by the authority. It is no promise about the quality of teaching."},
	"means.suspended":   {ZH: "存在未整改完的安全等问题，复查通过之前不得开展培训。请勿在此期间交费、上课。", EN: "With problems, such as of safety, that are not mended: no training before a recheck is passed. Please do not pay or attend in the meantime."},
	"means.watch":       {ZH: "因生效的决定列入，有依据、有期限的机构。到期自动移出，不再显示。", EN: "Entered because of a decision in force, with a provision and an end. Entries leave by themselves when they end."},
	"means.closed":      {ZH: "已经停办、注销或被取缔，不再开展培训。仍在招生的，请举报。", EN: "Closed down, deregistered or banned: no training any more. If it still enrols pupils, please report it."},
	"list.tabs":         {ZH: "各名单", EN: "The lists"},
	"list.about":        {ZH: "%s：%s", EN: "%s: %s"},
	"list.caption":      {ZH: "截至 %s", EN: "As of %s"},
	"list.none":         {ZH: "名单上没有机构。", EN: "No institution is on this list."},
	"list.none.fits":    {ZH: "没有符合条件的机构。", EN: "No institution fits."},
	"list.type":         {ZH: "类别", EN: "Kind"},
	"list.street":       {ZH: "街道（镇）", EN: "Street or town"},
	"list.licence":      {ZH: "许可内容和期限", EN: "Licensed for, until"},
	"list.entry":        {ZH: "决定和期限", EN: "Decision and time"},
	"list.stands":       {ZH: "现状", EN: "Now"},
	"list.institution":  {ZH: "机构", EN: "Institution"},
	"list.download":     {ZH: "下载全部机构：", EN: "Download all institutions: "},
	"list.until":        {ZH: "至 %s", EN: "until %s"},
	"list.until.unsaid": {ZH: "止期未载明", EN: "no end stated"},
	"list.span":         {ZH: "%s 至 %s", EN: "%s to %s"},
}
