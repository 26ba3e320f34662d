[(variable) (constructor) (name)] @identifier
