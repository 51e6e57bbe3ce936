package lead

// Category is a code of the violation taxonomy: A covert subject training, B licensed but in breach, C unlicensed, D fees,
// E advertising and information, F safety, G crime and public order, H culture and tourism, X not for this system.
type Category string

// Uncategorised is the category of a lead that no rule claims.
const Uncategorised Category = ""

// Vague is X05: no place, no party or no conduct. It goes to the desk, which asks.
const Vague Category = "X05"

var categoryNames = map[Category]Name{
	"A01": {"居民楼、酒店、咖啡厅一对一或一对多", "Tutoring in homes, hotels or cafés"},
	"A02": {"住家教师、高端家政", "Live-in tutor as domestic service"},
	"A03": {"众筹私教", "Pooled private tutor"},
	"A04": {"夏(冬)令营、游学、研学名义", "Tutoring as camp or study tour"},
	"A05": {"托管名义", "Tutoring as child care"},
	"A06": {"咨询、文化传播、家庭教育指导名义", "Tutoring as consulting"},
	"A07": {"素质拓展、思维训练、阅读、竞赛名义", "Tutoring as thinking, reading or contest training"},
	"A08": {"线上变相培训", "Covert online tutoring"},
	"A09": {"在职中小学教师有偿补课", "Paid tutoring by serving teachers"},
	"A10": {"自习室、AI学习机加督学", "Study room or learning machine with tutors"},
	"A11": {"学龄前学科培训、幼小衔接", "Subject training before school age"},
	"B01": {"超出办学许可范围", "Beyond the licence"},
	"B02": {"超时段培训", "Outside permitted hours"},
	"B03": {"培训材料未经审定备案", "Unreviewed materials"},
	"B04": {"人员无资质或未查询", "Unqualified or unchecked staff"},
	"B05": {"超前超标、考试排名", "Teaching ahead, ranking tests"},
	"B06": {"擅自变更地址、名称、举办者", "Moved or changed without approval"},
	"B07": {"未纳入平台、不用示范合同、不公示", "Not on the platform, no model contract"},
	"B08": {"与中小学联合招生、办学挂钩", "Tied to a school"},
	"C01": {"无办学许可擅自举办", "Run without a licence"},
	"C02": {"有照无证", "Registered, not licensed"},
	"C03": {"无证无照", "Neither registered nor licensed"},
	"C04": {"假注销真运营、取缔后复燃", "Closed on paper, still running"},
	"D01": {"一次性收费超限", "Charged too far ahead"},
	"D02": {"未入监管专户、私人收款", "Outside the supervised account"},
	"D03": {"培训贷", "Training loan"},
	"D04": {"未明码标价、标价外收费", "No price list, extra charges"},
	"D05": {"价格欺诈", "Price fraud"},
	"D06": {"超政府指导价", "Above the guided price"},
	"D07": {"退费难", "Refund withheld"},
	"D08": {"卷款跑路、关门失联", "Absconded with fees"},
	"D09": {"不公平格式条款", "Unfair terms"},
	"D10": {"拒开发票", "No invoice"},
	"E01": {"虚假宣传、虚假广告", "False advertising"},
	"E02": {"教育培训广告禁止内容", "Forbidden advertising content"},
	"E03": {"校园内广告、校门口派单", "Advertising at schools"},
	"E04": {"违规校外培训广告", "Unlawful training advertising"},
	"E05": {"仿冒名校、混淆", "Passing off"},
	"E06": {"泄露、买卖学生信息", "Pupils' data leaked or sold"},
	"F01": {"消防设施器材缺损", "Fire equipment missing"},
	"F02": {"疏散通道、安全出口锁闭堵塞", "Exits locked or blocked"},
	"F03": {"未经许可投入使用、三合一、住宿", "Premises used without approval"},
	"F04": {"电动自行车入楼、违规用电", "E-bikes indoors, unsafe wiring"},
	"F05": {"无证供餐", "Unlicensed catering"},
	"F06": {"食物中毒、变质", "Food poisoning"},
	"F07": {"传染病聚集", "Infectious cluster"},
	"F08": {"卫生条件", "Hygiene"},
	"F09": {"场所面积、楼层、结构安全", "Unsafe premises"},
	"F10": {"接送车辆非法营运", "Unlawful transport"},
	"F11": {"安保、设施致伤", "Injury by facilities"},
	"G01": {"妨碍执法", "Obstructing officers"},
	"G02": {"敲诈勒索", "Extortion"},
	"G03": {"诈骗", "Fraud"},
	"G04": {"合同诈骗", "Contract fraud"},
	"G05": {"非法集资", "Illegal fund-raising"},
	"G06": {"猥亵、性侵、体罚虐待未成年人", "Harm to a minor"},
	"G08": {"聚集维权、扰乱秩序风险", "Crowd risk"},
	"G09": {"打击报复举报人", "Retaliation against a reporter"},
	"G10": {"威胁恐吓、寻衅滋事", "Threats"},
	"H01": {"未取得旅行社许可组织研学", "Study tour without a travel licence"},
	"H02": {"文化艺术类培训无证或违规", "Arts training without licence"},
	"H03": {"考级、营业性演出违规", "Grading or performance breach"},
	"H04": {"盗版教辅、非法出版物", "Pirated materials"},
	"X01": {"校内事项", "A school's own matter"},
	"X02": {"成人、职业、考公培训", "Adult or vocational training"},
	"X03": {"咨询", "A question"},
	"X04": {"建议、表扬", "Advice or praise"},
	Vague: {"要素不全", "Too vague to verify"},
	"X06": {"噪声、停车等", "Noise, parking and the like"},
	"X07": {"欠薪、劳动争议", "Labour dispute"},
	"X08": {"已进入法定程序", "Already in a legal procedure"},
	"X09": {"外区管辖", "Another district's"},
	"X10": {"恶意、虚假、骚扰", "Malicious"},
}

// Valid reports whether c is a code of the taxonomy.
func (c Category) Valid() bool { _, ok := categoryNames[c]; return ok }

// Name returns what the category is called.
func (c Category) Name() Name { return categoryNames[c] }

// OutOfScope reports whether c is an X category other than X05: not for this system's queues.
func (c Category) OutOfScope() bool { return len(c) > 0 && c[0] == 'X' && c != Vague }
