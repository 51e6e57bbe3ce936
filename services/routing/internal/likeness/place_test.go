package likeness_test

import (
	"slices"
	"testing"

	"xiansuo/services/routing/internal/likeness"
)

// Addresses are read as people write them: how near two places are, and what tells them apart.
func TestPlacesAreRead(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"云汀区柳塘街道翠湾花园6栋602", "翠湾花园六栋六零二室", likeness.SameRoom},
		{"翠湾花园6栋602", "翠湾花园6幢602房", likeness.SameRoom},
		{"翠湾花园6栋602", "翠湾花园6-602", likeness.SameRoom},
		{"翠湾花园6栋2单元602", "翠湾花园6-2-602", likeness.SameRoom},
		{"翠湾花园６栋２单元６０２", "翠湾花园6号楼二单元602", likeness.SameRoom},
		{"翠湾花园6栋2单元602", "翠湾花园6栋602", likeness.SameFloor},
		{"翠湾花园6栋2单元602", "翠湾花园6栋1单元602", likeness.OtherUnit},
		{"翠湾花园6栋602", "翠湾花园6栋六楼", likeness.SameFloor},
		{"翠湾花园6栋602", "翠湾花园6栋五层", likeness.OtherFloor},
		{"翠湾花园6栋602", "翠湾花园2栋602", likeness.OtherBuilding},
		{"翠湾花园6栋602", "枫林苑6栋602", likeness.OtherPlace},
		{"科教新村4区10栋1单元", "科教新村5区10栋1单元", likeness.OtherBuilding},
		{"云汀区石湖镇工业路7号", "石湖镇工业路七号", likeness.SamePlace},
		{"工业路7号", "工业路2号", likeness.OtherNumber},
		{"工业路7号3号楼", "工业路7号", likeness.SamePlace},
		{"工业路7号3号楼", "工业路7号2号楼", likeness.OtherBuilding},
		{"工业路7号", "建设路7号", likeness.OtherPlace},
		{"工业路17号", "工业路十七号", likeness.SamePlace},
		{"工业路12-3号", "工业路12号", likeness.OtherNumber},
		{"金穗大厦B座907", "金穗大厦b座907室", likeness.SameRoom},
		{"金穗大厦B座907", "金穗大厦Ｂ座９层", likeness.SameFloor},
		{"金穗大厦B座907", "金穗大厦A座907", likeness.OtherBuilding},
		{"金穗大厦B座907", "金穗大厦B座1101", likeness.OtherFloor},
		{"学府路5号百汇商场4F-12", "百汇商场四楼", likeness.SameFloor},
		{"学府路5号百汇商场4F-12", "学府路5号百汇商场4F-13", likeness.OtherRoom},
		{"学府路5号百汇商场4F", "学府路5号后楼3层", likeness.OtherFloor},
		{"惠民路19号2-3层", "惠民路19号三楼", likeness.SameFloor},
		{"惠民路19号2-3层", "惠民路19号二三楼", likeness.SameFloor},
		{"惠民路19号2-3层", "惠民路19号4楼", likeness.OtherFloor},
		{"万和城B1", "万和城负一楼", likeness.SameFloor},
		{"万和城B1", "万和城1楼", likeness.OtherFloor},
		{"桂花路66号底商", "桂花路66号一楼", likeness.SameFloor},
		{"石湖镇南塘村118号", "南塘村118号", likeness.SamePlace},
		{"石湖镇南塘村118号", "南塘村108号", likeness.OtherBuilding},
		{"汇金广场", "汇金广场", likeness.SameArea},
		{"翠湾花园旁边6楼", "翠湾花园6栋602", likeness.SameArea},
		{"朝阳路120号", "星光大厦4层", likeness.OtherPlace},
	} {
		// The address stands in its own member, and in the text.
		for _, pair := range [][2]likeness.Print{
			{likeness.Of(matter("甲", c.a), "A01"), likeness.Of(matter("乙", c.b), "A01")},
			{likeness.Of(matter("甲", c.a), "A01"), likeness.Of(matter("我住"+c.b+"，楼上有人补课", ""), "A01")},
		} {
			if v := likeness.Compare(pair[0], pair[1]); !slices.Contains(v.Why, c.want) {
				t.Errorf("%s and %s: %v, want %s", c.a, c.b, v.Why, c.want)
			}
		}
	}
}
