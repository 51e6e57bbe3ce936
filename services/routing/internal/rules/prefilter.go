package rules

import (
	"errors"
	"reflect"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// prefilter reports whether a condition may hold, looking only at which lists have words in the document. It spares most
// conditions their evaluation.
type prefilter func(*document) bool

func always(*document) bool { return true }

// prefilterOf derives the prefilter of a checked condition: a function of lists needs a word of each; of the rest, only &&,
// || and count() > n are understood, anything else may hold.
func prefilterOf(e ast.Expr) prefilter {
	if e.Kind() != ast.CallKind {
		return always
	}
	args := e.AsCall().Args()
	switch e.AsCall().FunctionName() {
	case operators.LogicalAnd:
		a, b := prefilterOf(args[0]), prefilterOf(args[1])
		return func(d *document) bool { return a(d) && b(d) }
	case operators.LogicalOr:
		a, b := prefilterOf(args[0]), prefilterOf(args[1])
		return func(d *document) bool { return a(d) || b(d) }
	case internal("has"):
		return needs(args[1])
	case internal("near"), internal("follows"):
		a, b := needs(args[1]), needs(args[2])
		return func(d *document) bool { return a(d) && b(d) }
	case operators.GreaterEquals, operators.Greater:
		return prefilterOfCount(args[0], args[1], e.AsCall().FunctionName())
	}
	return always
}

// prefilterOfCount handles count("list") > n and ascribed(...) > n, also with >=.
func prefilterOfCount(counted, than ast.Expr, operator string) prefilter {
	if counted.Kind() != ast.CallKind {
		return always
	}
	least := types.Int(0) // of anything that is not a number, or a number that 0 exceeds or reaches
	if than.Kind() == ast.LiteralKind {
		least, _ = than.AsLiteral().(types.Int)
	}
	call := counted.AsCall()
	switch {
	case than.Kind() == ast.LiteralKind && (least < 0 || least == 0 && operator == operators.GreaterEquals):
		return always
	case than.Kind() != ast.LiteralKind && operator == operators.GreaterEquals:
		return always
	case call.FunctionName() == internal("count"):
		return needs(call.Args()[1])
	case call.FunctionName() == internal("ascribed"):
		what, who := needs(call.Args()[1]), needs(call.Args()[2])
		return func(d *document) bool { return what(d) && who(d) }
	}
	return always
}

// needs is the prefilter of a list, given by its index.
func needs(list ast.Expr) prefilter {
	i := int(list.AsLiteral().(types.Int))
	return func(d *document) bool { return d.any(i) }
}

// value lets a document be an argument of a CEL function.
type value struct{ *document }

func (v value) ConvertToNative(reflect.Type) (any, error) { return nil, errors.ErrUnsupported }
func (v value) ConvertToType(ref.Type) ref.Val            { return types.NewErr("a complaint has no other type") }
func (v value) Equal(other ref.Val) ref.Val               { return types.Bool(v == other) }
func (v value) Type() ref.Type                            { return complaintType }
func (v value) Value() any                                { return v.document }
