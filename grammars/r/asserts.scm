(call function: (identifier) @_called (#match? @_called "^(stopifnot$|expect_|assert)")) @assert
(call
  function: (namespace_operator rhs: (identifier) @_called)
  (#match? @_called "^(expect_|assert)")) @assert
