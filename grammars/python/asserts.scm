(assert_statement) @assert
; unittest
(call function: (attribute attribute: (identifier) @_called) (#match? @_called "^assert")) @assert
