// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: float kind = rnd(s, 50 + which);
truth(rd, t, n, 10 + which, 10 + which);

// before: vec2 c = rot(6.28 * rnd(s, 8))
truth(rd, t, n, 1, 1);

// before: vec3 w = hsv(rnd(s, 13)
truth(rd, t, n, 2, 2);

// before: float lit = max(dot(n, sun), 0.0);
ALBEDO_ = mat;
