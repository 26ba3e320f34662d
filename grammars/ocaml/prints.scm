(application_expression
  function: (value_path) @called
  (#match? @called "^((Stdlib[.])?(print|prerr)_[a-z]+|(Printf|Format)[.]e?printf)$")) @print
