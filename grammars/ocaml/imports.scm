[(open_module) (include_module)] @import
