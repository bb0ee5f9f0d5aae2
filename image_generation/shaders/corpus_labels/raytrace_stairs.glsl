// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: float lit = max(dot(n, sun), 0.0);
truth(rd, max(start, 0.0) + hit, n, 100 + int(k & 65535U), n.y > 0.5 ? 1 : 2);
ALBEDO_ = mat;
