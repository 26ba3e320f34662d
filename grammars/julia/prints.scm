(call_expression . (identifier) @_called (#any-of? @_called "print" "println" "printstyled" "display")) @print
(macrocall_expression (macro_identifier) @_called (#any-of? @_called "@printf" "@show")) @print
