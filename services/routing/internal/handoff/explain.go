package handoff

import "xiansuo/pkg/lead"

// explanations tell a sender why a complaint is not for this system and where it may go, in words that the sender may pass on.
var explanations = map[lead.Category]lead.Bilingual{
	"X01": {ZH: "所反映的是学校校内事项(作业、课后服务、食堂、师生等)，不属于校外培训治理范围，请转教育部门校内管理条线办理。",
		EN: "This is a school's own matter (homework, after-class service, canteen, staff), not off-campus training; please pass it to the education department's school administration."},
	"X02": {ZH: "所反映的是成人、职业或考试类培训，不属于面向中小学生和学龄前儿童的校外培训，请转12315或人力资源社会保障部门。",
		EN: "This is adult or vocational training, not off-campus training of pupils; please pass it to 12315 or the human resources department."},
	"X03": {ZH: "属于政策或办事咨询，请直接答复或转有关部门答复。", EN: "This is a question; please answer it or pass it to who can."},
	"X04": {ZH: "属于建议或表扬，请按建议类事项办理。", EN: "This is advice or praise; please handle it as such."},
	"X06": {ZH: "属于噪声、停车等邻里事项，不属于校外培训违规，请转主管部门或街道办理。", EN: "This is noise, parking or the like; please pass it to the department or street in charge."},
	"X07": {ZH: "属于工资或劳动争议，请转人力资源社会保障部门。", EN: "This is a labour dispute; please pass it to the human resources department."},
	"X08": {ZH: "所反映事项已进入诉讼、仲裁、复议、纪检或信访程序，请告知按法定渠道办理。", EN: "This is already in court, arbitration, review, discipline or petition; please point to that procedure."},
	"X09": {ZH: "所反映事项不在本区管辖，请转有管辖权的区。", EN: "This belongs to another district; please pass it there."},
	"X10": {ZH: "经研判不具备办理条件。", EN: "This cannot be handled."},
}

// Explain returns why a lead of an out-of-scope category goes back.
func Explain(c lead.Category) lead.Bilingual {
	if e, ok := explanations[c]; ok {
		return e
	}
	return lead.Bilingual{ZH: "不属于校外培训治理范围。", EN: "This is not a matter of off-campus training."}
}
