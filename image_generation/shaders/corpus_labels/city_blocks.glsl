// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: float lit = max(dot(n, sun), 0.0) * (1.0
truth(rd, far, n, ground < hitAt ? 1 : 100 + int(id & 65535U), ground < hitAt ? 1 : n.y > 0.5 ? 2 : 3);
ALBEDO_ = mat;
