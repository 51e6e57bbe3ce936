package rules

import (
	"errors"
	"fmt"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
)

// condition is a compiled `when`.
type condition struct {
	program  cel.Program
	possible prefilter
}

// holds evaluates the condition. The words it relied on are left in d.trace.
func (c condition) holds(d *document) bool {
	d.trace = d.trace[:0]
	if !c.possible(d) {
		return false
	}
	out, _, err := c.program.Eval(activation{d})
	return err == nil && out == types.True // the operators of the language cannot fail
}

// language compiles conditions over the given lists.
type language struct{ env *cel.Env }

// complaint is the hidden first argument of the functions: the complaint under evaluation.
const complaint = "complaint"

var complaintType = cel.OpaqueType(complaint)

func newLanguage(lists map[string]int) (*language, error) {
	celEnv, err := cel.NewCustomEnv(
		cel.StdLib(cel.StdLibSubset(&env.LibrarySubset{DisableMacros: true, IncludeFunctions: []*env.Function{
			{Name: operators.LogicalAnd}, {Name: operators.LogicalOr}, {Name: operators.LogicalNot},
			{Name: operators.Equals}, {Name: operators.NotEquals}, {Name: operators.In}, {Name: operators.Less},
			{Name: operators.LessEquals}, {Name: operators.Greater}, {Name: operators.GreaterEquals}, {Name: operators.Add},
		}})),
		cel.Macros(listMacro("has", 1, 1, lists), listMacro("count", 1, 1, lists),
			listMacro("near", 3, 2, lists), listMacro("follows", 3, 2, lists), listMacro("ascribed", 3, 3, lists)),
		cel.Variable(complaint, complaintType),
		cel.Variable("channel", cel.StringType), cel.Variable("appeal", cel.StringType),
		cel.Variable("address", cel.StringType), cel.Variable("url", cel.StringType),
		cel.Variable("target", cel.StringType), cel.Variable("target_kind", cel.StringType),
		cel.Variable("yuan", cel.IntType), cel.Variable("pupils", cel.IntType),
		cel.Variable("staff", cel.IntType), cel.Variable("length", cel.IntType),
		function("has", cel.BoolType, 1, func(d *document, n []int) ref.Val { return types.Bool(d.has(n[0])) }),
		function("count", cel.IntType, 1, func(d *document, n []int) ref.Val { return types.Int(d.count(n[0])) }),
		function("ascribed", cel.IntType, 3, func(d *document, n []int) ref.Val {
			return types.Int(d.ascribed(n[0], n[1], n[2]))
		}),
		function("near", cel.BoolType, 3, func(d *document, n []int) ref.Val {
			return types.Bool(d.near(n[0], n[1], n[2], false))
		}),
		function("follows", cel.BoolType, 3, func(d *document, n []int) ref.Val {
			return types.Bool(d.near(n[0], n[1], n[2], true))
		}),
	)
	if err != nil {
		return nil, fmt.Errorf("language of conditions: %w", err)
	}
	return &language{celEnv}, nil
}

// compile parses and type-checks a condition.
func (l *language) compile(source string) (condition, error) {
	checked, issues := l.env.Compile(source)
	if issues.Err() != nil {
		return condition{}, issues.Err()
	}
	if checked.OutputType() != cel.BoolType {
		return condition{}, errors.New("a condition must be true or false: compare numbers and texts with something")
	}
	program, err := l.env.Program(checked, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return condition{}, err
	}
	return condition{program, prefilterOf(checked.NativeRep().Expr())}, nil
}

// listMacro turns f("list", ...) into internal(f)(complaint, index of list, ...), so that an unknown list is found when the rules are loaded.
func listMacro(name string, args, listArgs int, lists map[string]int) cel.Macro {
	return cel.GlobalMacro(name, args, func(f cel.MacroExprFactory, _ ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
		call := []ast.Expr{f.NewIdent(complaint)}
		for _, arg := range args[:listArgs] {
			list, _ := arg.AsLiteral().(types.String)
			i, ok := lists[string(list)]
			if !ok {
				return nil, f.NewError(arg.ID(), fmt.Sprintf("no list is called %q: add it to a lists file or correct the name", string(list)))
			}
			call = append(call, f.NewLiteral(types.Int(i)))
		}
		return f.NewCall(internal(name), append(call, args[listArgs:]...)...), nil
	})
}

// internal is the name of the function behind a macro.
func internal(name string) string { return "@" + name }

// function declares and binds internal(name)(complaint, int, ...).
func function(name string, result *cel.Type, args int, do func(*document, []int) ref.Val) cel.EnvOption {
	signature := []*cel.Type{complaintType}
	for range args {
		signature = append(signature, cel.IntType)
	}
	call := func(values ...ref.Val) ref.Val {
		var n [3]int
		for i, v := range values[1:] {
			n[i] = int(v.(types.Int))
		}
		return do(values[0].(value).document, n[:])
	}
	return cel.Function(internal(name), cel.Overload(internal(name), signature, result, cel.FunctionBinding(call)))
}

// activation gives conditions the variables of a document.
type activation struct{ d *document }

func (a activation) Parent() interpreter.Activation { return nil }

func (a activation) ResolveName(name string) (any, bool) {
	in := &a.d.in
	switch name {
	case complaint:
		return value{a.d}, true
	case "channel":
		return string(in.Channel), true
	case "appeal":
		return in.Appeal, true
	case "address":
		return in.Address, true
	case "url":
		return in.URL, true
	case "target":
		return in.TargetName, true
	case "target_kind":
		return in.TargetKind, true
	case "yuan":
		return in.Fen / 100, true
	case "pupils":
		return int64(in.Pupils), true
	case "staff":
		return int64(in.Staff), true
	case "length":
		return int64(a.d.length), true
	}
	return nil, false
}
