package lead

// By says who in an organisation gives a word, and under which number the organisation itself has the matter. The organisation
// is known from the way the word came.
type By struct {
	// Unit inside the organisation (内设机构), such as 校外教育培训监管科.
	Unit string `json:"unit,omitempty" jsonschema:"maxLength=100"`
	// The officer: name or staff number.
	Person string `json:"person,omitempty" jsonschema:"maxLength=100"`
	// The organisation's own number of the matter: of 12315, 受案登记 or 文号. The lead is found by it.
	Number string `json:"number,omitempty" jsonschema:"maxLength=100,pattern=^[^\\x00-\\x1f]+$"`
}

// Document is a paper that belongs to a word, by reference and digest.
type Document struct {
	// What it is: letter, report, items, appraisal, evidence, notice, scan or other.
	Kind DocumentKind `json:"kind" jsonschema:"enum=letter,enum=report,enum=items,enum=appraisal,enum=evidence,enum=notice,enum=scan,enum=other"`
	// Its own number (文号).
	Number string `json:"number,omitempty" jsonschema:"maxLength=100,pattern=^[^\\x00-\\x1f]+$"`
	// File name.
	Name string `json:"name,omitempty" jsonschema:"maxLength=255"`
	// Where it can be fetched.
	URI string `json:"uri,omitempty" jsonschema:"maxLength=2000"`
	// SHA-256 of its content, in hex.
	SHA256 string `json:"sha256,omitempty" jsonschema:"pattern=^[0-9a-fA-F]{64}$"`
}

// DocumentKind says what a document is.
type DocumentKind string

// The kinds of documents. Handing a suspected crime to the police needs letter, report and items, and an appraisal where there
// is one (行政执法机关移送涉嫌犯罪案件的规定 art. 6).
const (
	Letter    DocumentKind = "letter"    // 移送函、移送书: the letter of transfer
	Report    DocumentKind = "report"    // 调查报告: the report of the investigation
	Items     DocumentKind = "items"     // 涉案物品清单: the list of items
	Appraisal DocumentKind = "appraisal" // 检验报告、鉴定意见: a test or an appraisal
	Evidence  DocumentKind = "evidence"  // 证据材料: evidence
	Notice    DocumentKind = "notice"    // 通知书: a written notice
	Scan      DocumentKind = "scan"      // 纸质答复的扫描件: the scan of an answer on paper
	Other     DocumentKind = "other"     // 其他材料: anything else
)
