(application_expression
  function: (value_path) @_called
  (#match? @_called "^((Stdlib[.])?(print|prerr)_[a-z]+|(Printf|Format)[.]e?printf)$")) @print
