"""Student's t, as far as 95 % intervals need it."""

_Z = 1.959963984540054


def quantile(freedom: int) -> float:
    """The 97.5 % quantile for `freedom` >= 2 degrees; within 0.5 % from 4 on.

    Cornish and Fisher's expansion (Abramowitz and Stegun 26.7.5).
    """
    z, n = _Z, float(freedom)
    z3, z5, z7, z9 = z**3, z**5, z**7, z**9
    return (
        z
        + (z3 + z) / (4 * n)
        + (5 * z5 + 16 * z3 + 3 * z) / (96 * n**2)
        + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n**3)
        + (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92160 * n**4)
    )
