// title: Station Corridor
// description: An angled corridor of panels, ribs, lamps, screens and vents with bulkheads and a window on stars at its end
// tags: interior, spaceship, corridor, panels

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float rbox(vec2 p, vec2 b, float r) {
    vec2 e = abs(p) - b + r;
    return length(max(e, 0.0)) + min(max(e.x, e.y), 0.0) - r;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6) + 9200U;
    float sides = rnd(s, 1) < 0.35 ? 6.0 : rnd(s, 1) < 0.75 ? 8.0 : 4.0, part = 6.2832 / sides;
    vec3 ro = vec3(0.6 * (rnd3(s, 2).xy - 0.5), 30.0 * rnd(s, 3) + 2.0 * iTime);
    vec3 rd = normalize(vec3(rot(0.5 * (rnd(s, 4) - 0.5)) * u + 0.7 * (rnd3(s, 5).xy - 0.5), 0.75 + 0.7 * rnd(s, 6)));
    float t = 1e4, face = 0.0, wide = 1.0 + 0.5 * rnd(s, 8);
    vec2 nrm = vec2(0.0, 1.0);
    for (int i = 0; i < 8; i++) {
        if (float(i) >= sides) break;
        float a = part * (float(i) + (sides < 5.0 ? 0.0 : 0.5)) - 1.5708;
        vec2 n = vec2(cos(a), sin(a));
        float v = dot(rd.xy, n), r = abs(n.x) > 0.6 ? wide : 1.0, tt = (r - dot(ro.xy, n)) / max(v, 1e-4);
        if (v > 1e-4 && tt < t) { t = tt; face = float(i); nrm = n; }
    }
    float endZ = (floor(ro.z / 24.0) + 1.0 + rnd(s, 9)) * 24.0 - ro.z + 6.0, tEnd = endZ / rd.z;
    vec3 base = mix(vec3(0.75), dye(s, s + 1U), 0.45 + 0.4 * rnd(s, 10)), trim = dye(s, s + 2U), lampC = rnd(s, 11) < 0.5 ? vec3(1.0, 0.97, 0.9) : hsv(rnd(s, 12), 0.5, 1.0), alarm = hsv(rnd(s, 13), 0.85, 1.0);
    vec3 q = ro + rd * min(t, tEnd), col;
    float dark = rnd(s, 14) < 0.4 ? 0.45 : 1.0, seg_ = 1.6 + 0.8 * rnd(s, 15), zi = floor(q.z / seg_), zf = q.z - (zi + 0.5) * seg_;
    vec2 tang = vec2(-nrm.y, nrm.x);
    float v = dot(q.xy, tang), half_ = tan(0.5 * part);
    if (sides < 5.0) half_ = 1.0;
    bool floor_ = nrm.y < -0.8, roof = nrm.y > 0.8;
    float lit = 0.3 + 0.25 * -nrm.y + 0.1 * nrm.x;
    float lampOn = hash(ivec2(int(zi), 3), s) < 0.85 ? 1.0 : 0.25 + 0.75 * step(0.5, fract(iTime * 7.0));
    if (t < tEnd) {
        uint k = cell(ivec2(int(zi), int(face)), s);
        vec2 w = vec2(zf, v);
        col = base * (0.75 + 0.25 * rnd(k, 1)) * (0.85 + 0.25 * fbm(vec2(q.z, v) * 4.0, 3, s));
        float rib = 0.5 * seg_ - abs(zf) - 0.12;
        if (floor_) {
            vec2 g = abs(fract(vec2(q.z, v) * 5.0) - 0.5);
            col = vec3(0.3, 0.31, 0.34) * (rnd(s, 16) < 0.5 ? 0.55 + 0.6 * step(max(g.x, g.y), 0.36) : 0.8 + 0.3 * step(0.5, fract((q.z + v) * 2.0)));
            if (abs(abs(v) - half_ * 0.8) < 0.05) col = trim * (0.6 + 0.6 * step(0.5, fract(q.z * 2.0 + v * 2.0)));
        } else {
            float kind = rnd(k, 2), d = rbox(w, vec2(0.5 * seg_ - 0.2, half_ * 0.72), 0.08);
            col *= d < 0.0 ? 0.9 : 0.65;
            if (abs(d) < 0.02) col *= 0.35;
            if (d < -0.04) {
                if (roof && kind < 0.7) {
                    float lamp = rbox(w, vec2(0.5 * seg_ - 0.35, half_ * 0.25), 0.05);
                    if (lamp < 0.0) { col = lampC * 2.2 * lampOn; lit = 1.0; dark = 1.0; }
                } else if (kind < 0.25) {
                    float slat = fract(v * 9.0);
                    if (rbox(w, vec2(0.42, half_ * 0.45), 0.03) < 0.0) col = base * (0.2 + 0.6 * slat);
                } else if (kind < 0.5) {
                    float scr = rbox(w, vec2(0.38, half_ * 0.42), 0.03);
                    if (scr < 0.03) col = vec3(0.12);
                    if (scr < 0.0) {
                        float wave = abs(v - 0.25 * half_ * sin(q.z * 11.0 + iTime * 9.0) * noise(vec2(q.z * 3.0, iTime), s));
                        ivec2 c = ivec2(floor(vec2(q.z, v) * 22.0));
                        col = alarm * (rnd(k, 3) < 0.5 ? 0.15 + 1.3 * (1.0 - smoothstep(0.0, 0.04, wave)) : 0.1 + 1.0 * step(hash(c, k + uint(iTime * 3.0)), 0.35));
                        lit = 1.0; dark = 1.0;
                    }
                } else if (kind < 0.7) {
                    vec2 g = vec2(mod(q.z, 0.2) - 0.1, mod(v + 9.0, 0.2) - 0.1);
                    float b = length(g) - 0.045;
                    ivec2 c = ivec2(floor(vec2(q.z, v + 9.0) / 0.2));
                    if (b < 0.0 && hash(c, k) < 0.7) { col = hsv(hash(c, k + 1U), 0.8, 1.0) * (hash(c, k + uint(iTime * 4.0)) < 0.5 ? 1.2 : 0.3); lit = 1.0; }
                    else if (b < 0.02) col *= 0.4;
                } else if (kind < 0.85) {
                    float pipe = abs(fract(v * 3.5 / half_) - 0.5) * 2.0;
                    col = mix(trim, base, step(0.5, hash(ivec2(int(floor(v * 3.5 / half_)), 1), k))) * (0.25 + 0.8 * sqrt(max(1.0 - pipe * pipe, 0.0)));
                    if (abs(fract(q.z * 1.2) - 0.5) < 0.06) col *= 0.5;
                } else {
                    ivec2 c = ivec2(floor(vec2(zf / 0.11 + 2.5, -v / 0.11 + 3.5)));
                    if (c.x >= 0 && c.x < 5 && c.y >= 0 && c.y < 7 && hash(ivec2(abs(c.x - 2), c.y), k) < 0.5) col = trim;
                }
            }
            if (half_ - abs(v) < 0.07) col *= 0.45;
        }
        if (rib < 0.0) {
            col = mix(base, trim, 0.3) * (0.6 + 2.0 * abs(rib)) * (fract(v * 4.0) < 0.08 ? 0.5 : 1.0);
            if (abs(rib + 0.06) < 0.02 && rnd(s, 17) < 0.6) { col = alarm * 1.5; lit = 0.9; dark = 1.0; }
        }
        float lampDist = length(vec2(zf * 0.8, q.y - 1.0));
        float spread = lampOn / (0.35 + lampDist * lampDist);
        col *= lit * dark + (lit < 0.85 ? 0.5 * spread * (0.6 + 0.4 * dark) : 0.0);
        col += (lit < 0.85 ? 0.06 * alarm * dark : vec3(0.0));
    } else {
        vec2 w = q.xy;
        float l = length(w), door = max(abs(w.x) - 0.55, abs(w.y + 0.1) - 0.75);
        col = base * 0.5 * (0.7 + 0.4 * step(0.5, fract(atan(w.y, w.x + 1e-5) * 1.91)));
        if (rnd(s, 18) < 0.5) {
            float ring_ = l - 0.75;
            if (ring_ < 0.08) col = trim;
            if (ring_ < 0.0) {
                vec2 g = w * 26.0;
                col = hsv(rnd(s, 19), 0.7, 0.12) + hsv(rnd(s, 19) + 0.2, 0.6, 0.5) * smoothstep(0.4, 0.8, fbm(w * 3.0 + 9.0, 4, s)) + step(0.93, hash(ivec2(floor(g)), s));
                vec2 pl = w - 0.4 * (rnd3(s, 20).xy - 0.5);
                float z = 0.16 - dot(pl, pl);
                if (z > 0.0) col = dye(s, s + 5U) * (0.1 + 1.2 * max(dot(vec3(pl, sqrt(z)) / 0.4, normalize(vec3(-0.6, 0.5, 0.4))), 0.0)) * (0.7 + 0.5 * fbm(pl * 9.0, 3, s));
                if (min(abs(w.x), abs(w.y)) < 0.025) col = trim * 0.5;
            }
        } else {
            if (door < 0.06) col = trim * 0.8;
            if (door < 0.0) col = mix(vec3(0.95, 0.8, 0.15), vec3(0.08), step(0.5, fract((w.x + w.y) * 4.0))) * step(abs(w.y + 0.1), 0.12) + base * 0.7 * step(0.12, abs(w.y + 0.1)) * (abs(w.x) < 0.015 ? 0.2 : 1.0);
            if (length(w - vec2(0.72, -0.05)) < 0.05) col = vec3(1.0, 0.2, 0.15) * 1.5;
        }
        t = tEnd;
    }
    float mist = exp(-0.035 * t);
    col = mix(mix(lampC * 0.35, alarm * 0.3, 0.4) * (0.4 + 0.6 * dark), col, mist);
    for (int i = 0; i < 2; i++) {
        uint k = cell(ivec2(i, 40), s);
        float z = 3.0 + 4.5 * float(i) + 2.0 * rnd(k, 1), tt = z / rd.z;
        vec2 o = (ro + rd * tt).xy - vec2(0.7 * (rnd(k, 2) - 0.5), -0.95);
        float e = 2.0 * tt / iResolution.y, body = min(rbox(o - vec2(0.0, 0.62), vec2(0.15, 0.24), 0.1), min(rbox(vec2(abs(o.x) - 0.08, o.y - 0.2), vec2(0.055, 0.22), 0.03), rbox(vec2(abs(o.x) - 0.2, o.y - 0.6), vec2(0.04, 0.22), 0.04)));
        float head = length(o - vec2(0.0, 1.0)) - 0.14;
        if (rnd(k, 3) < 0.6 && tt < t) {
            vec3 suit = mix(vec3(0.9), dye(s, k), 0.6) * (0.35 + 0.35 * dark + 0.25 * o.y);
            col = mix(col, mix(suit, trim, step(abs(o.y - 0.45), 0.035)), clamp(0.5 - body / e, 0.0, 1.0));
            col = mix(col, mix(suit * 1.1, vec3(0.1, 0.15, 0.22) + alarm * 0.3 * step(0.0, o.x + o.y - 1.0), step(length((o - vec2(0.0, 0.99)) * vec2(0.9, 1.3)), 0.1)), clamp(0.5 - head / e, 0.0, 1.0));
        }
    }
    fragColor = vec4(film(col * 1.6), 1.0);
}
