// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: float lit = clamp(dot(n, sun), 0.0, 1.0);
truth(rd, t, n, q.y < 0.05 ? 1 : 2, q.y < 0.05 ? 1 : 2);
ALBEDO_ = mat;
