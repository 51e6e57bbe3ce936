package main

import (
	"encoding/json"
	"fmt"
	"hash/fnv"

	"xiansuo/pkg/lead"
)

// texts are complaints that the rules send to education, of the length that citizens write.
var texts = []string{
	"我住的%s，楼上每周一三五下午两点准时有五六个初中生上去，四点多才下来，手里都拿着数学卷子。听邻居说是个退休老师在家里教数学和物理，一节课收两百，已经从放暑假第一天搞到现在了。希望你们来查一查。编号%s",
	"%s的高中辅导学校是有证的，但是他们周六周日全天上课，暑假也从没停过，晚上经常到十点才放人，楼下全是接孩子的车。你们文件不是说节假日和寒暑假不能上学科课吗？编号%s",
	"%s的托管机构登记为午晚托，今日15时入户，四间教室均在讲授小学奥数与三年级英语，现场学生41人，有课程表，收费单写晚托加提优。负责人拒绝提供办学许可证。编号%s",
}

// assists reports whether the rules ask the market department to assist with the n-th complaint.
func assists(n int) bool { return n%len(texts) == 2 }

// placeOf is a place of its own for each complaint: what speaks of one place would be folded, and so would rooms of one building whose number
// is too short to be one.
func placeOf(id string) string {
	h := fnv.New64a()
	h.Write([]byte(id))
	n := h.Sum64()
	return fmt.Sprintf("学府路%d号%d栋%d室", n%9973, n/9973%997, 1000+n/9973/997%9000)
}

// complaint returns a complaint as an event in structured mode. Its ticket number is N- and the id.
func complaint(id string, n int) []byte {
	body, _ := json.Marshal(map[string]any{
		"specversion": "1.0", "id": id, "source": "/990101/hotline-12345", "type": lead.ComplaintSubmitted{}.EventType(),
		"data": map[string]any{
			"channel": "hotline", "number": ticket(id), "title": "反映校外培训问题", "text": fmt.Sprintf(texts[n%len(texts)], placeOf(id), id),
			"place":    map[string]any{"address": "云汀区柳塘街道" + placeOf(id), "street": "柳塘街道"},
			"reporter": map[string]any{"name": "测试人", "phone": "13800138000", "reply": true},
		},
	})
	return body
}

// ticket is the sender's number of a complaint.
func ticket(id string) string { return "N-" + id }
