(call_expression . (identifier) @called (#any-of? @called "print" "println" "printstyled" "display")) @print
(macrocall_expression (macro_identifier) @called (#any-of? @called "@printf" "@show")) @print
