(binary_expression
  left: [(identifier) (qualified_identifier)] @_stream
  operator: "<<"
  (#match? @_stream "^(std::)?w?(cout|cerr|clog)$")) @print
(call_expression
  function: (qualified_identifier) @_called
  (#match? @_called "^std::(printf|puts|putchar|print|println)$")) @print
