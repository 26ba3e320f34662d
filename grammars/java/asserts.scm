(assert_statement) @assert
(method_invocation name: (identifier) @called (#match? @called "^assert")) @assert
