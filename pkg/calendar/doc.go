// Package calendar counts the working days, natural days, months and hours of statutory clocks in China.
//
// Every day is a day of China time (UTC+8, no daylight saving), whatever zone a time is given in. The day on which a clock
// starts is not counted; a limit in days ends at 24:00 of its last day (行政处罚法 art. 85, 市场监督管理行政处罚程序规定 art. 80).
//
// Which days are worked is data: one file a year, from the State Council's notice. A Calendar knows the days of its years,
// but the last week of December only if it has the next year too, whose notice may still move it (2018-12-29, a Saturday, was
// worked for the New Year of 2019). What is counted over days it does not know is marked provisional, and counted as if
// Monday to Friday were worked. A new year is loaded, not released:
//
//	c, err := calendar.Default().Load(os.DirFS("/etc/xiansuo/calendar"))
//	due, err := c.Due(received, calendar.Limit{N: 5, Unit: calendar.WorkingDays})
//	due.Date()     // "2026-01-07": the last day
//	due.At         // 2026-01-08T00:00:00+08:00: in time is before
//	due.Calendar   // "2023-2026/1a2b3c4d5e6f": the data it was counted with
//
// A limit is written as "5 WD" (ParseLimit, Limit.String). Resume says what a pause leaves of it, Turns when a clock's warning
// changes, After when it has been overdue for so long.
//
// The package depends on the standard library only.
package calendar
