// title: Down the Street
// description: A street between two rows of houses with shops, cars, lamps, crossings and changing sky
// tags: city, street, perspective, cars, facades

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
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

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

vec2 hitBox(vec3 ro, vec3 rd, vec3 half_size) {
    vec3 inv = 1.0 / (rd + vec3(lessThan(abs(rd), vec3(1e-6))) * 1e-5);
    vec3 a = -inv * ro;
    vec3 k = abs(inv) * half_size;
    return vec2(max(max(a.x - k.x, a.y - k.y), a.z - k.z), min(min(a.x + k.x, a.y + k.y), a.z + k.z));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5);
    float half_ = 2.5 + 2.0 * rnd(s, 1);
    vec3 ro = vec3((rnd(s, 2) - 0.5) * 3.0, 1.2 + 3.5 * rnd(s, 3) * rnd(s, 3), 6.0 * iTime + 80.0 * rnd(s, 4));
    vec3 rd = look(p, ro, ro + vec3(1.3 * (rnd(s, 5) - 0.5), 0.35 * (rnd(s, 6) - 0.35), 1.0), 0.9 + 0.7 * rnd(s, 7));
    rd += vec3(lessThan(abs(rd), vec3(1e-4))) * 2e-4;
    float night = step(0.7, rnd(s, 8));
    vec3 high = mix(hsv(0.5 + 0.2 * rnd(s, 9), 0.55, 0.8), vec3(0.06, 0.08, 0.2), night), low = mix(hsv(rnd(s, 10), 0.25, 0.95), hsv(rnd(s, 10), 0.5, 0.35), night);
    vec3 sky = mix(low, high, clamp(rd.y * 2.0, 0.0, 1.0));
    sky = mix(sky, low * 1.1, 0.8 * smoothstep(0.45, 0.7, fbm(rd.xz / (abs(rd.y) + 0.15) * 1.5, 3, s)));
    float side = sign(rd.x), tw = (side * half_ - ro.x) / rd.x, tg = rd.y < 0.0 ? -ro.y / rd.y : 1e5;
    float wz = ro.z + rd.z * tw, wy = ro.y + rd.y * tw;
    float lot = floor(wz / 3.5);
    uint k = cell(ivec2(int(lot), int(side)), s);
    float tall = 2.5 + 5.0 * rnd(k, 1);
    vec3 col = sky, glow = vec3(0.0), mat = vec3(0.0);
    float t = 1e5, lit = 0.0;
    float sunSide = rnd(s, 11) < 0.5 ? -1.0 : 1.0;
    if (rd.z > 0.0 && abs(rd.x) < 0.9 && rd.y / rd.z < 0.05 + 0.12 * hash(ivec2(int(floor(rd.x / rd.z * 25.0)), 0), s)) col = mix(low, hsv(0.6, 0.2, 0.4), 0.35);
    if (tg < tw) {
        t = tg;
        vec3 q = ro + rd * t;
        float kerb = half_ * 0.62;
        float grain = fbm(q.xz * 3.0, 3, s);
        mat = abs(q.x) > kerb ? vec3(0.6, 0.57, 0.53) * (0.8 + 0.25 * step(0.04, fract(q.z * 1.3)) ) : vec3(0.27, 0.27, 0.29);
        if (abs(abs(q.x) - kerb) < 0.06) mat = vec3(0.75);
        if (abs(q.x) < 0.06 && fract(q.z * 0.4) < 0.55) mat = vec3(0.9);
        if (mod(q.z, 14.0) < 1.6 && fract(q.x * 1.4) < 0.5 && abs(q.x) < kerb) mat = vec3(0.88);
        mat *= 0.65 + 0.7 * grain;
        lit = smoothstep(-0.05, 0.05, sunSide * q.x + half_ * (0.6 - 1.2 * rnd(s, 12)) + 0.5 * (hash(ivec2(int(floor(q.z / 3.5)), 5), s) - 0.5));
        if (grain > 0.55 && rnd(s, 13) < 0.4) mat = mix(mat, sky, 0.6);
    } else if (wy < tall) {
        t = tw;
        vec2 uv = vec2(wz - lot * 3.5, wy);
        mat = hsv(rnd(k, 2), 0.15 + 0.4 * rnd(k, 3), 0.4 + 0.45 * rnd(k, 4)) * (0.75 + 0.35 * fbm(vec2(wz, wy) * 1.5, 3, s));
        float n = 2.0 + floor(3.0 * rnd(k, 5));
        vec2 w = vec2(uv.x / 3.5 * n, (uv.y - 1.4) / (0.8 + 0.4 * rnd(k, 6)));
        vec2 f = abs(fract(w) - 0.5);
        float r = hash(ivec2(floor(w)), k);
        if (uv.y > 1.4 && uv.y < tall - 0.3 && max(f.x - 0.26 * (0.6 + 0.6 * rnd(k, 7)), f.y - 0.33) < 0.0) {
            mat = mix(vec3(0.1, 0.13, 0.17), sky, 0.4 * r);
            if (min(f.x, f.y) < 0.03) mat = vec3(0.8);
            glow = step(0.8 - 0.4 * night, r) * (0.25 + 0.75 * night) * hsv(0.1, 0.5, 1.0);
        }
        if (uv.y < 1.25) {
            mat = hsv(rnd(k, 8), 0.5, 0.35);
            if (uv.y < 1.05 && uv.y > 0.25 && abs(fract(uv.x * 0.57) - 0.5) < 0.42) { mat = vec3(0.15); glow = (0.3 + 0.7 * night) * hsv(0.08 + 0.1 * rnd(k, 9), 0.4, 1.0) * (0.4 + noise(uv * 6.0, k)); }
        } else if (uv.y < 1.4) mat = mix(hsv(rnd(k, 10), 0.7, 0.8), vec3(0.95), step(0.5, fract(uv.x * 3.0)));
        if (uv.y > tall - 0.2) mat *= 1.3;
        lit = side == -sunSide ? smoothstep(-0.1, 0.1, wy - half_ * 0.5 * rnd(s, 12) - 0.6 + 0.4 * rnd(k, 11)) : 0.0;
        mat *= 0.6 + 0.4 * smoothstep(0.0, 0.8, uv.y);
    }
    for (int i = 0; i < 4; i++) {
        float sd = i % 2 == 0 ? -1.0 : 1.0;
        float step_ = 5.0;
        float cz = (floor(ro.z / step_) + 1.0 + float(i / 2)) * step_;
        uint ck = cell(ivec2(int(floor(cz / step_)), 20 + i % 2), s);
        if (rnd(ck, 1) < 0.25) continue;
        vec3 c = vec3(sd * half_ * 0.45, 0.0, cz + 1.5 * rnd(ck, 2)), o = ro - c;
        vec2 a = hitBox(o - vec3(0.0, 0.42, 0.0), rd, vec3(0.42, 0.22, 0.95)), b = hitBox(o - vec3(0.0, 0.78, 0.1), rd, vec3(0.36, 0.17, 0.5));
        float ta = a.x < a.y && a.x > 0.0 ? a.x : 1e5, tb = b.x < b.y && b.x > 0.0 ? b.x : 1e5;
        float tc = min(ta, tb);
        if (tc < t) {
            t = tc;
            vec3 q = o + rd * t;
            mat = hsv(rnd(ck, 3), 0.75 * rnd(ck, 4), 0.2 + 0.7 * rnd(ck, 5)) * (0.45 + 0.75 * smoothstep(0.1, 0.65, q.y));
            if (tb < ta) mat = abs(q.y - 0.78) < 0.12 ? mix(vec3(0.1), sky, 0.35) : mat * 1.2;
            if (tb >= ta && q.z < -0.93 && abs(abs(q.x) - 0.3) < 0.08 && abs(q.y - 0.5) < 0.06) glow = vec3(1.0, 0.1, 0.05) * (0.3 + night);
            else glow = vec3(0.0);
            if (q.y < 0.3) mat = vec3(0.08);
            lit = 0.6;
        } else if (tg < 40.0 && t == tg) {
            vec3 q = ro + rd * tg - c;
            if (max(abs(q.x + 0.2 * sunSide) - 0.5, abs(q.z) - 1.0) < 0.0) mat *= 0.5;
        }
    }
    if (t < 1e4) col = mix(mat * (1.4 * lit * (1.0 - night) + 0.5 * mix(high, low, 0.4) + 0.12) + glow, low, 1.0 - exp(-0.0012 * t * t));
    fragColor = vec4(film(col * 1.45), 1.0);
}
