// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: float kind = rnd(s, 17), v = uv.y
truth(rd, t, n, 10, 10);

// before: vec2 g = rot(rnd(s, 18) * 6.28)
truth(rd, t, n, 1, 1);

// before: float lit = max(dot(n, sun), 0.0), k = 0.06;
ALBEDO_ = mat;
