// The front door of risk: all that another module may import.
export {}
