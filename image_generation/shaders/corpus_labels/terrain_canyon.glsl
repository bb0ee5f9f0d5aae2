// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: float wob = noise(
truth(rd, t, n, 1, 1);

// before: col = mix(mat * (1.6 * lit
ALBEDO_ = h < 0.06 ? hsv(0.4 + 0.2 * rnd(s, 18), 0.6, 0.35) : mat;
