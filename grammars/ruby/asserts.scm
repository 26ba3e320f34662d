(call method: (identifier) @called (#match? @called "^(assert|refute|expect)")) @assert
