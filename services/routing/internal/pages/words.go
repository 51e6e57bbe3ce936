package pages

import (
	"maps"

	"xiansuo/services/internal/page"
)

// words are what routing's pages say besides data.
var words = func() page.Words {
	all := page.Words{}
	for _, part := range []page.Words{placeWords, listWords, leadWords, decisionWords, codeWords} {
		maps.Copy(all, part)
	}
	return all
}()

// placeWords name the pages and what stands where.
var placeWords = page.Words{
	"overview":      {ZH: "总览", EN: "Overview"},
	"desk":          {ZH: "分派中心", EN: "Desk"},
	"declined":      {ZH: "退回来源", EN: "Sent back"},
	"closed":        {ZH: "已办结", EN: "Closed"},
	"declined.note": {ZH: "不属于治理范围，附理由退回", EN: "not for the six departments, with the reason"},
	"closed.note":   {ZH: "已反馈办理结果", EN: "ended with an outcome"},
	"queues":        {ZH: "六部门队列", EN: "Queues of the six departments"},
	"queue.of":      {ZH: "%s的队列", EN: "Queue of %s"},
	"queue.others":  {ZH: "各部门队列", EN: "Queues"},
	"departments":   {ZH: "部门", EN: "Department"},
	"critical":      {ZH: "特急", EN: "Critical"},
	"late":          {ZH: "超期", EN: "Overdue"},
	"all":           {ZH: "合计", EN: "All"},
	"share":         {ZH: "构成", EN: "Made up of"},
	"at-least":      {ZH: "至少", EN: "at least"},
	"waiting":       {ZH: "待分派中心决定", EN: "Waiting for the desk"},
	"queues.note":   {ZH: "一条线索可以同时由主办部门和协办部门办理，各自计数，所以各行相加可能多于线索总数。", EN: "A lead counts once for the department that leads and once for each that assists, so the rows may add up to more than all leads."},
}

// listWords are those of lists and their filters.
var listWords = page.Words{
	"filter":           {ZH: "筛选", EN: "Filter"},
	"filter.state":     {ZH: "状态", EN: "State"},
	"filter.urgency":   {ZH: "紧急程度", EN: "Urgency"},
	"filter.any":       {ZH: "全部", EN: "All"},
	"filter.late":      {ZH: "只看超期", EN: "Overdue only"},
	"filter.go":        {ZH: "应用", EN: "Apply"},
	"filter.clear":     {ZH: "清除筛选", EN: "Clear"},
	"list.order":       {ZH: "最早到期的在前。", EN: "Earliest deadline first."},
	"list.newest":      {ZH: "最新的在前。", EN: "Newest first."},
	"list.empty":       {ZH: "这里没有线索。", EN: "No leads here."},
	"list.none":        {ZH: "没有符合筛选条件的线索。", EN: "No leads match the filter."},
	"list.next":        {ZH: "下一页", EN: "Next"},
	"list.first":       {ZH: "回到第一页", EN: "First part"},
	"list.pages":       {ZH: "翻页", EN: "Parts of the list"},
	"list.provisional": {ZH: "标“暂定”的期限跨入国务院尚未公布放假安排的日期，公布后可能调整。", EN: "A provisional deadline counts days whose public holidays are not published yet; it may move."},
	"col.lead":         {ZH: "线索", EN: "Lead"},
	"col.category":     {ZH: "类别", EN: "Category"},
	"col.urgency":      {ZH: "紧急程度", EN: "Urgency"},
	"col.where":        {ZH: "在哪里", EN: "Where it is"},
	"col.why":          {ZH: "为什么", EN: "Why"},
	"col.since":        {ZH: "自何时", EN: "Since"},
	"col.due":          {ZH: "期限", EN: "Due"},
	"col.result":       {ZH: "结果", EN: "Result"},
	"col.when":         {ZH: "时间", EN: "When"},
	"row.for":          {ZH: "已%s", EN: "for %s"},
	"row.holder":       {ZH: "现由%s负责", EN: "answerable now: %s"},
	"row.leads":        {ZH: "主办：%s", EN: "led by %s"},
	"row.rules":        {ZH: "%d 条规则", EN: "rules: %d"},
	"row.person":       {ZH: "由%s决定", EN: "decided by %s"},
	"row.sure":         {ZH: "把握 %d%%", EN: "%d%% sure"},
	"row.none":         {ZH: "未归类", EN: "Not categorised"},
	"row.no-clock":     {ZH: "无期限", EN: "No deadline"},
	"found.title":      {ZH: "查找结果", EN: "Found"},
	"found.none":       {ZH: "没有编号或工单号为“%s”的线索。须输入完整编号。", EN: "No lead has the identifier or ticket number “%s”. Enter the whole number."},
	"found.many":       {ZH: "几个来源都用过这个工单号：", EN: "More than one sender used this ticket number:"},
}

// decisionWords explain a decision.
var decisionWords = page.Words{
	"explain":                      {ZH: "系统研判", EN: "What the rules say"},
	"explain.routed":               {ZH: "系统认定应由%s主办，已自动派单。", EN: "The rules were sure: %s leads. It was dispatched without a person."},
	"explain.declined":             {ZH: "系统认定不属于校外培训治理范围，已退回来源。", EN: "The rules were sure: this is not for the six departments. It went back to its sender."},
	"explain.left":                 {ZH: "系统没有自行决定，交分派中心人工研判。", EN: "The rules left it to a person at the desk."},
	"explain.propose":              {ZH: "系统建议由%s主办。", EN: "They propose that %s leads."},
	"explain.propose-none":         {ZH: "系统建议六部门均不办理。", EN: "They propose that none of the six departments acts."},
	"explain.no-proposal":          {ZH: "系统没有主办建议。", EN: "They propose nobody."},
	"explain.category":             {ZH: "类别：%s。", EN: "Category: %s."},
	"explain.uncategorised":        {ZH: "未能归类。", EN: "No category."},
	"explain.assist":               {ZH: "协办：%s。", EN: "Assisting: %s."},
	"explain.confidence":           {ZH: "把握 %d%%（实测中，领先幅度相同的研判判对的比例）。", EN: "%d%% sure (of measured decisions with the same lead in points, so many were right)."},
	"explain.second":               {ZH: "其次可能：%s（%s）。", EN: "Second: %s (%s)."},
	"explain.second-none":          {ZH: "没有其他可能的类别。", EN: "No other category came up."},
	"explain.nobody":               {ZH: "无主办部门", EN: "nobody leads"},
	"explain.alerts":               {ZH: "出现危险迹象，已立即同时告知：%s。", EN: "A sign of danger: %s got it at once, whatever else was decided."},
	"explain.confidence-resembles": {ZH: "把握 %d%%（按用语相近的程度）。", EN: "%d%% sure (by how it reads)."},
	"explain.safety":               {ZH: "命中涉及安全、伤害或未成年人保护的规则，不经人工不得退出。", EN: "A rule on safety, harm or minors fired: nothing leaves without a person."},
	"explain.external":             {ZH: "六部门以外，可能还需告知：", EN: "Outside the six, perhaps also to be told:"},
	"explain.changed":              {ZH: "类别后来由分派中心改为：%s。", EN: "The desk changed the category to %s."},
	"explain.rules":                {ZH: "命中的规则（编号与正文中的标注对应）", EN: "Rules that fired (numbered as in the text)"},
	"explain.no-rules":             {ZH: "没有规则命中。", EN: "No rule fired."},
	"explain.outside":              {ZH: "正文以外：", EN: "outside the text: "},
	"explain.ruleset":              {ZH: "规则集版本 %s", EN: "Rule set %s"},

	"why.sure":                  {ZH: "迹象充分，且明显多于其他可能。", EN: "Enough signs, and clearly more than for anything else."},
	"why.silent":                {ZH: "没有规则指向任何类别。", EN: "No rule points to a category."},
	"why.weak":                  {ZH: "迹象太弱，不足以自行决定。", EN: "The signs are too weak to decide on."},
	"why.border":                {ZH: "是否属于校外培训，两方面的迹象接近。", EN: "In scope or not: the signs are too close."},
	"why.tie":                   {ZH: "两个部门同样有理由主办。", EN: "Two departments have equal right to lead."},
	"why.vague":                 {ZH: "缺少地点、对象或行为，无法核查，需先了解清楚。", EN: "No place, no party or no conduct: somebody must ask first."},
	"why.safety-out-of-scope":   {ZH: "看来不属于校外培训，但可能有人受到伤害，必须有人看过。", EN: "Out of scope it seems, yet somebody may come to harm: a person looks."},
	"why.resembles":             {ZH: "规则认为不属于校外培训，但用语与这类来件相近，须由人复核。", EN: "Out of scope by the rules, yet it reads like a complaint about off-campus training: a person looks."},
	"why.external":              {ZH: "属于校外培训问题，但须由六部门以外的单位处理，由分派中心去函。", EN: "In scope, but a party outside the six must act: the desk writes to it."},
	"short.sure":                {ZH: "迹象充分", EN: "sure"},
	"short.silent":              {ZH: "无类别可指", EN: "no category"},
	"short.weak":                {ZH: "迹象太弱", EN: "signs too weak"},
	"short.border":              {ZH: "难分是否属于校外培训", EN: "in scope or not"},
	"short.tie":                 {ZH: "主办难分", EN: "two could lead"},
	"short.vague":               {ZH: "要素不全", EN: "too vague"},
	"short.safety-out-of-scope": {ZH: "域外但涉及安全", EN: "out of scope, yet harm"},
	"short.resembles":           {ZH: "用语相近，须复核", EN: "reads like training"},
	"short.external":            {ZH: "须六部门以外处理", EN: "party outside the six"},
	"desk.intro":                {ZH: "以下各件等待人工决定。正文中标出了规则依据的词语。", EN: "These wait for a person to decide. The words that rules went by are marked in the text."},
	"desk.empty":                {ZH: "没有待决定的线索。", EN: "Nothing waits for the desk."},
	"desk.new":                  {ZH: "待研判", EN: "New"},
	"desk.return":               {ZH: "退单待审", EN: "Return asked"},
	"desk.taken":                {ZH: "曾退回来源，后收回再办。", EN: "It was sent back to its sender, and taken back since."},
	"desk.since":                {ZH: "到件", EN: "Here since"},
	"desk.whole":                {ZH: "查看全文和全程记录", EN: "Whole text and chain"},
	"desk.goes":                 {ZH: "……（后面还有）", EN: "… (goes on)"},
	"return.asked":              {ZH: "%s申请退单：", EN: "%s asks to give it back:"},
	"return.competent":          {ZH: "认为应由%s办理。", EN: "It names %s as competent."},
	"return.basis":              {ZH: "依据：", EN: "Basis: "},
	"return.note":               {ZH: "说明：", EN: "Note: "},
	"return.decided":            {ZH: "当初的研判", EN: "How it was decided"},
}
