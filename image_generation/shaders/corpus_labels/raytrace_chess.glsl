// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: float lit = max(dot(n, sun), 0.0), k2 = 0.05;
truth(rd, t, n, hit ? 100 + (c.x + 8) * 16 + c.y + 8 : max(abs(q.x), abs(q.z)) < 4.0 ? 1 : 2, hit ? 100 + (c.x + 8) * 16 + c.y + 8 : max(abs(q.x), abs(q.z)) < 4.0 ? 1 : 2);
ALBEDO_ = mat;
