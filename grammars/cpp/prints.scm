(binary_expression
  left: [(identifier) (qualified_identifier)] @stream
  operator: "<<"
  (#match? @stream "^(std::)?w?(cout|cerr|clog)$")) @print
(call_expression
  function: (qualified_identifier) @called
  (#match? @called "^std::(printf|puts|putchar|print|println)$")) @print
