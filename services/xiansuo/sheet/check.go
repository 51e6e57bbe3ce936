package sheet

import (
	"encoding/json"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/schema"
)

// maxData is the most bytes of a complaint that fit into an event of intake, with room for the envelope.
const maxData = 255 << 10

// tooLong is the problem of a complaint that no event can carry.
const tooLong = "超过 255 KiB"

// problems says what is wrong with a complaint by the rules that intake will apply.
func problems(schemas *schema.Set, complaint lead.ComplaintSubmitted) []string {
	data, err := json.Marshal(complaint)
	if err != nil {
		return []string{"无法写成 JSON"}
	}
	if len(data) > maxData {
		return []string{tooLong}
	}
	_, violations := schemas.Check(complaint.EventType(), data)
	return Explain(violations)
}

// fieldNames are what the members of a complaint are called in a sheet.
var fieldNames = map[string]string{
	"/data/number": "工单编号", "/data/title": "标题", "/data/text": "诉求内容", "/data/appeal": "诉求类型", "/data/channel": "渠道",
	"/data/occurredAt": "事发时间", "/data/urgency": "紧急程度", "/data/attachments": "附件", "/data/place/address": "地址",
	"/data/place/street": "街道", "/data/place/community": "社区", "/data/place/grid": "网格", "/data/place/lng": "经度",
	"/data/place/lat": "纬度", "/data/place/url": "网址", "/data/target/name": "被反映方", "/data/target/uscc": "统一社会信用代码",
	"/data/target/licence": "许可证号", "/data/target/kind": "主体类型", "/data/money/fen": "金额(分)", "/data/money/method": "支付方式",
	"/data/people/pupils": "学员人数", "/data/people/staff": "从业人数", "/data/people/ageBand": "年龄段",
	"/data/reporter/name": "反映人", "/data/reporter/phone": "联系电话",
}

// Explain says in Chinese, for the sheet of results, what the schema finds wrong. It names fields and never values.
func Explain(violations []schema.Violation) (out []string) {
	words := strings.NewReplacer("must have at most ", "最多 ", "must have at least ", "至少 ", " characters", " 个字符", " items", " 项",
		"must be at least ", "不小于 ", "must be at most ", "不大于 ", "must be one of ", "应为 ", "must be of type ", "类型应为 ",
		"must match ^[^\\x00-\\x1f]+$", "不能含换行等控制字符", "must match ", "应符合 ", "is required", "必填", "must be a ", "应为 ")
	for _, v := range violations {
		name := fieldNames[v.Field]
		if name == "" {
			name = v.Field
		}
		out = append(out, name+"："+words.Replace(v.Detail))
	}
	return out
}
