(assert_statement) @assert
(method_invocation name: (identifier) @_called (#match? @_called "^assert")) @assert
