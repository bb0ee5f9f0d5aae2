// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: uint k = cell(ivec2(which, 4), s);
truth(rd, t, n, 10 + which, 10 + which);

// before: float kind = rnd(s, 11);
truth(rd, t, n, 1, 1);

// before: float lit = max(dot(n, sun), 0.0);
ALBEDO_ = mat;
