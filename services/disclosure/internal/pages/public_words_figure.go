package pages

import "xiansuo/services/internal/page"

// statisticsWords are those of the monthly figures.
var statisticsWords = page.Words{
	"stat.title":       {ZH: "统计", EN: "Statistics"},
	"stat.title.month": {ZH: "%s 统计", EN: "Figures of %s"},
	"stat.about":       {ZH: "校外培训线索和案件的月度统计：类型、街道、结果和三率。", EN: "Monthly figures of reports and cases: types, streets, outcomes and rates."},
	"stat.none":        {ZH: "还没有发布过月度统计。第一个月的数字经过复核后会在这里公开。", EN: "No monthly figures have been released yet. Those of the first month appear here once they are reviewed."},
	"stat.months":      {ZH: "选择月份", EN: "Choose a month"},
	"stat.version":     {ZH: "第 %d 版", EN: "Version %d"},
	"stat.released":    {ZH: "发布于", EN: "Released"},
	"stat.corrected":   {ZH: "这是更正后的版本。发布后的数字不会悄悄改动，每次更正都是新的版本。", EN: "This is a corrected version. Released figures are never changed in silence: each correction is a version of its own."},
	"stat.hidden":      {ZH: "不公布", EN: "withheld"},
	"stat.hidden.say":  {ZH: "“不公布”表示数字太小（也可能是零），说出来可能让人猜到是谁；为了不让人用其他数字推算，同一张表里有些较大的数字也一并不公布。", EN: "“Withheld” stands where a number is so small (it may be zero) that somebody might be recognised; some larger ones are withheld with it so that it cannot be worked out from the others."},
	"stat.how":         {ZH: "数字怎么保护", EN: "How figures are protected"},
	"stat.download":    {ZH: "下载本月数据：", EN: "Download this month: "},
	"stat.short":       {ZH: "没有数字的行没有列出，下载的数据里有。", EN: "Rows with nothing in them are left out here; they are in the download."},
	"stat.row":         {ZH: "项目", EN: "Item"},
	"stat.chart":       {ZH: "%s：按“%s”画的条形图，数字与旁边的表相同。", EN: "%s: bars of “%s”; the numbers are those of the table beside."},
	"stat.unit":        {ZH: "单位：件，另有说明的除外", EN: "In numbers of reports or cases unless it says otherwise"},
}

// figureWords name what the dictionary of statistics does not, because only pages show it so.
var figureWords = page.Words{
	"figure.received": {ZH: "收到线索", EN: "Reports received"},
	"figure.ended":    {ZH: "办结线索", EN: "Reports ended"},
	"figure.decided":  {ZH: "作出决定", EN: "Decisions"},
	"figure.refunded": {ZH: "已退还（元）", EN: "Paid back (yuan)"},
	"figure.share":    {ZH: "占比", EN: "Share"},
	"figure.fen":      {ZH: "金额（元）", EN: "Sum (yuan)"},
}
