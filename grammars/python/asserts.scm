(assert_statement) @assert
; unittest
(call function: (attribute attribute: (identifier) @called) (#match? @called "^assert")) @assert
