// before: float depth = 1.0 / max(hor
ROLL = rot(0.4 * (rnd(s, 1) - 0.5));
RAY_ = vec3(v, 1.5);
if (hor - v.y >= 0.06) truth(RAY_, 1.0 / (hor - v.y), vec3(0.0, -1.0, hor / 1.5), 1, 1);
PICTURED = true;
