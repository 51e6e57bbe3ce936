package page

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"xiansuo/pkg/lead"
)

// Words are all that pages say besides data, by key. A sentence may have places to fill, as fmt has them.
type Words map[string]lead.Name

var verbs = regexp.MustCompile(`%[a-z]`)

// with returns the words of both, and an error that names every key that stands in both, lacks a language, or has other places
// to fill in one language than in the other.
func (w Words) with(more Words) (Words, error) {
	all := Words{}
	var problems []error
	for _, words := range []Words{w, more} {
		for key, name := range words {
			if _, twice := all[key]; twice {
				problems = append(problems, fmt.Errorf("word %q stands twice", key))
			}
			if name.ZH == "" || name.EN == "" || !slices.Equal(verbs.FindAllString(name.ZH, -1), verbs.FindAllString(name.EN, -1)) {
				problems = append(problems, fmt.Errorf("word %q is not the same in both languages", key))
			}
			all[key] = name
		}
	}
	return all, errors.Join(problems...)
}

// say returns a word with its places filled.
func (w Words) say(l Language, key string, args ...any) (string, error) {
	name, ok := w[key]
	if !ok {
		return "", fmt.Errorf("no word %q", key)
	}
	text := name.In(string(l))
	if len(args) == 0 {
		return text, nil
	}
	return fmt.Sprintf(text, args...), nil
}

// shared are the words of every service's pages.
var shared = Words{
	"product":     {ZH: "线索", EN: "xiansuo"},
	"skip":        {ZH: "跳到正文", EN: "Skip to content"},
	"navigation":  {ZH: "主导航", EN: "Main"},
	"search":      {ZH: "查线索", EN: "Find a lead"},
	"search.hint": {ZH: "线索编号或工单号", EN: "Lead or ticket number"},
	"search.go":   {ZH: "查找", EN: "Find"},
	"as":          {ZH: "身份", EN: "Entered as"},
	"leave":       {ZH: "退出", EN: "Leave"},
	"district":    {ZH: "区划 %s", EN: "District %s"},
	"zone":        {ZH: "时间均为北京时间", EN: "All times are China time (UTC+8)"},
	"made":        {ZH: "页面生成于", EN: "Page made"},
	"listed":      {ZH: "、", EN: ", "},

	"due.late":        {ZH: "已超%s", EN: "%s overdue"},
	"due.left":        {ZH: "还剩%s", EN: "%s left"},
	"due.provisional": {ZH: "暂定", EN: "provisional"},

	"trouble.home":            {ZH: "回到首页", EN: "To the first page"},
	"trouble.session.title":   {ZH: "请先进入", EN: "Please enter first"},
	"trouble.session.text":    {ZH: "这里没有会话，或会话已结束（30 分钟不用、满 12 小时、程序重启都会结束）。请在运行程序的电脑上执行下面的命令，再打开它给出的链接：", EN: "There is no session, or it has ended (after 30 minutes unused, after 12 hours, or when the program restarts). On the machine that runs the program, run this and open the link that it prints:"},
	"trouble.elsewhere.title": {ZH: "只能在本机打开", EN: "Only on its own machine"},
	"trouble.elsewhere.text":  {ZH: "本版页面只供运行程序的电脑查看。", EN: "In this version, pages are seen only from the machine that runs the program."},
	"trouble.spent.title":     {ZH: "链接已失效", EN: "This link is spent"},
	"trouble.spent.text":      {ZH: "每个链接只能用一次，一小时内有效。请在运行程序的电脑上执行下面的命令，取得新链接：", EN: "A link is good for one entry, within an hour. On the machine that runs the program, run this to get another:"},
	"trouble.foreign.title":   {ZH: "表单不是从这里提交的", EN: "This form was not sent from here"},
	"trouble.foreign.text":    {ZH: "出于安全，只接受从本系统页面提交的表单。请从首页重新进入后再提交。", EN: "For safety, only forms of these pages are taken. Please open the page from here and send it again."},
	"trouble.missing.title":   {ZH: "没有找到", EN: "Not found"},
	"trouble.missing.text":    {ZH: "没有这个页面或这条线索。请核对编号。", EN: "There is no such page or lead. Please check the number."},
	"trouble.bad.title":       {ZH: "无法处理这个请求", EN: "This request cannot be handled"},
	"trouble.bad.text":        {ZH: "地址或筛选条件有误，请从首页重新进入。", EN: "The address or a filter is not valid. Please start from the first page."},
	"trouble.busy.title":      {ZH: "请稍候再试", EN: "Please try again"},
	"trouble.busy.text":       {ZH: "系统的一部分暂时没有应答，数据没有丢失。", EN: "A part of the system does not answer at the moment. Nothing is lost."},
	"trouble.broken.title":    {ZH: "系统内部错误", EN: "Internal error"},
	"trouble.broken.text":     {ZH: "请稍后再试；如果仍然如此，请把时间告诉运维人员。", EN: "Please try again; if it stays, tell the operator the time."},

	"enter.title":  {ZH: "进入线索系统", EN: "Enter xiansuo"},
	"enter.as":     {ZH: "进入身份", EN: "You enter as"},
	"enter.text":   {ZH: "按下按钮即进入，链接随即失效。您在这里登记的每一项都以该身份记入线索的全程记录。", EN: "The button lets you in and spends the link. Whatever you record here becomes a record of the lead, given by whom you entered as."},
	"enter.button": {ZH: "进入", EN: "Enter"},
}
