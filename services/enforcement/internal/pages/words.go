package pages

import (
	"fmt"
	"maps"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/page"
)

// words are all that these pages say besides data.
var words = merged(general, evidenceWords, registerWords, caseWords, spotWords, spotRefusals, enrolWords)

func merged(all ...page.Words) page.Words {
	out := page.Words{}
	for _, w := range all {
		maps.Copy(out, w)
	}
	return out
}

// said is a word with something in it.
func said(key string, args ...any) lead.Name {
	w := words[key]
	return lead.Name{ZH: fmt.Sprintf(w.ZH, args...), EN: fmt.Sprintf(w.EN, args...)}
}

var general = page.Words{
	"nav.leads": {ZH: "线索", EN: "Leads"}, "nav.publishing": {ZH: "公开办理", EN: "Publishing"},

	"party.legal":               {ZH: "法制审核", EN: "Legal reviewer"},
	"party.disclosure-editor":   {ZH: "公开编辑", EN: "Disclosure editor"},
	"party.disclosure-approver": {ZH: "公开审查", EN: "Disclosure approver"},
	"party.clock":               {ZH: "到期自动", EN: "By the clock"},

	"act.title":    {ZH: "可以办理", EN: "What you can do"},
	"act.none":     {ZH: "目前没有您可以办理的事项。", EN: "There is nothing for you to do now."},
	"act.back":     {ZH: "返回", EN: "Back"},
	"act.required": {ZH: "没有注明“选填”的都要填。", EN: "What is not marked optional is needed."},
	"act.optional": {ZH: "选填", EN: "optional"},
	"act.give":     {ZH: "提交：%s", EN: "Send: %s"},
	"act.pick":     {ZH: "请选择", EN: "Please choose"},
	"act.unsaid":   {ZH: "不填", EN: "Not said"},
	"act.lines":    {ZH: "每行一个，或用顿号隔开。", EN: "One a line, or with commas between them."},
	"act.row":      {ZH: "第 %d 项", EN: "No. %d"},
	"act.more":     {ZH: "再加一项", EN: "One more"},
	"act.wrong":    {ZH: "没有登记，请先改正：", EN: "Nothing was recorded. Please mend this first:"},
	"act.refused":  {ZH: "未予办理，已作为“未予登记”记入案件。请改正后再提交：", EN: "Not done, and recorded as refused. Please mend this and send it again:"},
	"act.english":  {ZH: "系统的说明（英文）", EN: "What the system says"},
	"act.busy":     {ZH: "系统暂时没有应答，可能已登记，也可能没有。请再提交一次：不会重复登记。", EN: "The system does not answer at the moment: it may have been recorded or not. Please send it again, it is recorded once."},
	"act.told":     {ZH: "已登记：%s", EN: "Recorded: %s"},
	"act.grave":    {ZH: "登记后不能删除，只能以新的记录更正。", EN: "What is recorded is never deleted; it is mended by another record."},
	"act.again":    {ZH: "文件要重新选择。", EN: "Please choose the file again."},
	"act.further":  {ZH: "有问题时填写", EN: "Where there is a problem"},
	"yes":          {ZH: "是", EN: "Yes"},
	"no":           {ZH: "否", EN: "No"},

	"invalid.required": {ZH: "必须填写", EN: "is needed"},
	"invalid.day":      {ZH: "要写成 2026-07-01 这样的日期", EN: "must be a day such as 2026-07-01"},
	"invalid.clock":    {ZH: "要写成 15:04 这样的时间", EN: "must be a time such as 15:04"},
	"invalid.yuan":     {ZH: "要写成 12345.67 这样的金额（元，最多两位小数）", EN: "must be a sum in yuan such as 12345.67, with at most two decimals"},
	"invalid.count":    {ZH: "要写成整数", EN: "must be a whole number"},
	"invalid.choice":   {ZH: "请从列出的选项中选择", EN: "must be one of the choices"},
	"invalid.long":     {ZH: "太长", EN: "is too long"},
}

var evidenceWords = page.Words{
	"evidence":         {ZH: "证据", EN: "Evidence"},
	"evidence.add":     {ZH: "登记证据", EN: "Register evidence"},
	"evidence.added":   {ZH: "证据", EN: "evidence"},
	"evidence.none":    {ZH: "还没有登记证据。", EN: "No evidence is registered yet."},
	"evidence.guarded": {ZH: "限制知悉", EN: "Restricted"},
	"evidence.notice":  {ZH: "每次查阅都有记录。", EN: "Every reading is recorded."},
	"evidence.file":    {ZH: "文件", EN: "File"},
	"evidence.get":     {ZH: "下载", EN: "Download"},
	"evidence.bytes":   {ZH: "%s 字节", EN: "%s bytes"},
	"evidence.thing":   {ZH: "实物", EN: "Thing"},
	"evidence.kept":    {ZH: "现由 %s 保管", EN: "Kept by %s"},
	"evidence.chain":   {ZH: "保管记录", EN: "Custody"},
	"evidence.whole":   {ZH: "记录编号连续、逐条相扣，没有改动。", EN: "The records are numbered without a gap and bound to each other: none was changed."},
	"evidence.broken":  {ZH: "第 %d 条记录与前一条不符：记录被改动过，请立即报告。", EN: "Record %d does not fit the one before it: something was changed. Please report this at once."},
	"evidence.prev":    {ZH: "前一条记录的 SHA-256", EN: "SHA-256 of the record before"},
	"evidence.reads":   {ZH: "查阅记录", EN: "Who read it"},
	"evidence.read.at": {ZH: "时间", EN: "When"},
	"evidence.read.by": {ZH: "查阅人", EN: "Who"},
	"evidence.read.of": {ZH: "内容", EN: "What"},
	"evidence.due":     {ZH: "先行登记保存至 %s 24:00，此前要作出处理决定", EN: "Kept in place until %s 24:00: decide about it before"},
	"evidence.lapsed":  {ZH: "先行登记保存已于 %s 期满自行解除", EN: "What was kept in place lapsed after %s"},
	"evidence.of":      {ZH: "属于", EN: "Belongs to"},
	"evidence.by":      {ZH: "登记", EN: "Registered by"},
	"evidence.shared":  {ZH: "可供使用的部门", EN: "May be used by"},
	"evidence.copy":    {ZH: "复制件", EN: "Copy"},
	"evidence.form":    {ZH: "原件或复制件", EN: "Original or copy"},
	"evidence.orig":    {ZH: "原件", EN: "Original"},
	"evidence.from-to": {ZH: "%s 交 %s", EN: "From %s to %s"},
	"reading.entry":    {ZH: "登记信息", EN: "The entry"},
	"reading.content":  {ZH: "文件内容", EN: "The file"},
	"col.title":        {ZH: "名称", EN: "Title"},
	"col.type":         {ZH: "种类", EN: "Type"},
	"col.taken":        {ZH: "收集日期", EN: "Taken on"},
	"col.standing":     {ZH: "状态", EN: "Standing"},

	"type.documentary": {ZH: "书证", EN: "Document"},
	"type.physical":    {ZH: "物证", EN: "Physical evidence"},
	"type.audiovisual": {ZH: "视听资料", EN: "Audio or video"},
	"type.electronic":  {ZH: "电子数据", EN: "Electronic data"},
	"type.testimony":   {ZH: "证人证言", EN: "Testimony of a witness"},
	"type.statement":   {ZH: "当事人的陈述", EN: "Statement of a party"},
	"type.appraisal":   {ZH: "鉴定意见", EN: "Expert opinion"},
	"type.scene":       {ZH: "勘验笔录、现场笔录", EN: "Record of an inspection or of the scene"},

	"origin.collected":   {ZH: "执法人员收集、提取", EN: "Collected by officers"},
	"origin.submitted":   {ZH: "当事人或者其他人提交", EN: "Handed in by a party or somebody else"},
	"origin.transferred": {ZH: "其他机关移送、提供", EN: "From another agency"},
	"origin.appraised":   {ZH: "鉴定、检测机构出具", EN: "From who appraised or tested"},

	"outcome.kept":   {ZH: "记录、复制、送检后留存", EN: "Kept, after copying or testing"},
	"outcome.seized": {ZH: "查封、扣押", EN: "Sealed or seized"},
	"outcome.passed": {ZH: "移送有关机关", EN: "Passed on to another agency"},
	"outcome.lifted": {ZH: "解除", EN: "Lifted"},

	"custody.taken":     {ZH: "收集", EN: "Taken"},
	"custody.handed":    {ZH: "移交", EN: "Hand over"},
	"custody.preserved": {ZH: "先行登记保存", EN: "Keep in place"},
	"custody.released":  {ZH: "对先行登记保存作出处理", EN: "Decide about what is kept in place"},
	"custody.returned":  {ZH: "返还", EN: "Return"},
	"custody.destroyed": {ZH: "销毁", EN: "Destroy"},
	"custody.shared":    {ZH: "提供其他部门使用", EN: "Let another department use it"},
	"custody.excluded":  {ZH: "作为非法证据排除", EN: "Exclude as unlawful"},
	"excluded":          {ZH: "已排除", EN: "Excluded"},

	"field.type":         {ZH: "证据种类", EN: "Type of evidence"},
	"field.title":        {ZH: "名称", EN: "Title"},
	"field.origin":       {ZH: "取得方式", EN: "How it was obtained"},
	"field.source":       {ZH: "来源（提供人或者出处）", EN: "Source: from whom or where"},
	"field.officers":     {ZH: "执法人员", EN: "Officers"},
	"field.name":         {ZH: "姓名", EN: "Name"},
	"field.card":         {ZH: "执法证件号", EN: "Number of the certificate"},
	"field.on":           {ZH: "日期", EN: "Day"},
	"field.time":         {ZH: "时间", EN: "Time"},
	"field.place":        {ZH: "地点", EN: "Place"},
	"field.copy":         {ZH: "这是复制件", EN: "This is a copy"},
	"field.original":     {ZH: "原件在何处、由谁核对", EN: "Where the original is, and who compared them"},
	"field.confidential": {ZH: "限制知悉（涉密、商业秘密、个人隐私）", EN: "Restricted: secret, or private"},
	"field.minor":        {ZH: "涉及未成年人", EN: "It concerns a minor"},
	"field.quantity":     {ZH: "实物数量", EN: "Thing: quantity"},
	"field.features":     {ZH: "实物特征", EN: "Thing: what it looks like"},
	"field.custody":      {ZH: "实物保管地点", EN: "Thing: where it is kept"},
	"field.keeper":       {ZH: "实物保管人", EN: "Thing: who keeps it"},
	"field.file":         {ZH: "文件", EN: "File"},
	"field.to":           {ZH: "交给", EN: "To whom"},
	"field.number":       {ZH: "文书文号", EN: "Number of the paper"},
	"field.note":         {ZH: "说明", EN: "Note"},
	"field.outcome":      {ZH: "处理决定", EN: "Decision"},
	"field.department":   {ZH: "部门", EN: "Department"},
	"field.unit":         {ZH: "承办机构", EN: "Unit"},
	"field.person":       {ZH: "经办人", EN: "Person"},

	"hint.type":         {ZH: "行政处罚法第四十六条规定的八种。", EN: "The eight types of article 46 of the Law on Administrative Penalties."},
	"hint.title":        {ZH: "不要写举报人的姓名、电话和住址。", EN: "Never name who reported."},
	"hint.officers":     {ZH: "收集、询问、勘验须由两人以上进行（行政处罚法第四十二条）。", EN: "Two or more for what is collected, asked or inspected (article 42)."},
	"hint.on":           {ZH: "取得证据的日期。", EN: "The day on which it was taken."},
	"hint.original":     {ZH: "复制件要写明。", EN: "Needed for a copy."},
	"hint.file":         {ZH: "不超过 100 MiB；不收程序文件。原样保存，以 SHA-256 校验。没有文件的实物不用选。", EN: "At most 100 MiB, no programs. It is kept as it is, with its SHA-256. A thing needs none."},
	"hint.confidential": {ZH: "勾选后，列表中不显示名称，每次查阅都有记录。", EN: "Lists then hide its title, and every reading is recorded."},
	"hint.quantity":     {ZH: "有实物时，这几项都要填。", EN: "For a thing, fill these in."},

	"refused.evidence.invalid":     {ZH: "填写有误", EN: "is not right"},
	"refused.evidence.not-yours":   {ZH: "这项不由您办理", EN: "This is not yours to do"},
	"refused.evidence.not-now":     {ZH: "目前不能这样办理", EN: "This cannot be done as it stands"},
	"refused.evidence.executable":  {ZH: "是程序文件，不予保存。请保存在载体上，作为实物登记。", EN: "is a program, which is not kept. Keep it on a carrier and register that as a thing."},
	"refused.evidence.two-needed":  {ZH: "须有两名以上执法人员（行政处罚法第四十二条）", EN: "must be at least two (Law on Administrative Penalties, article 42)"},
	"refused.evidence.in-future":   {ZH: "不能是将来的日期", EN: "must not lie in the future"},
	"refused.evidence.out-of-line": {ZH: "早于上一条记录的日期", EN: "lies before the last record"},
	"file.large":                   {ZH: "超过 100 MiB。请拆分，或者保存在载体上作为实物登记。", EN: "has more than 100 MiB. Split it, or register its carrier as a thing."},
	"file.empty":                   {ZH: "是空的", EN: "is empty"},
	"file.folder":                  {ZH: "系统没有配置存放文件的位置，请联系运维人员。", EN: "cannot be kept: the operator must configure a folder."},
	"file.cut":                     {ZH: "没有完整收到，请再选择一次。", EN: "did not arrive whole. Please choose it again."},
	"file.full":                    {ZH: "存放文件的磁盘已满，请联系运维人员。", EN: "cannot be kept: the disk is full. Please tell the operator."},
	"file.busy":                    {ZH: "正在接收的文件太多，请稍后再提交。", EN: "cannot be received now: there are too many. Please send it again."},
}
