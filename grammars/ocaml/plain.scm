[(type_definition) (exception_definition) (value_specification)] @plain
