// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: float lit = max(dot(n, sun), 0.0);
truth(rd, t, n, hit ? 10 : 1, hit ? 10 : 1);
ALBEDO_ = mat;
