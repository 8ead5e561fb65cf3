"""What the doctor looks at besides the city itself (体检): the machine, its safekeeping, who carries things out."""
