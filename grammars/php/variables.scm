[(assignment_expression) (property_element) (const_element)] @variable
