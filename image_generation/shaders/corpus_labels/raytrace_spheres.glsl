// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: float lit = max(dot(n, sun), 0.0);
if (bounce == 0) {
    truth(rd, t, n, which < 0 ? 1 : 10 + which, which < 0 ? 1 : 10 + which);
    ALBEDO_ = surface(s, which, q);
}
