// title: Owl Faces
// description: Owls with facial discs, big eyes, beaks, tufts and barred breasts on branches or in hollows
// tags: owl, birds, face, symmetry, feathers

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

vec3 unpack(uint k) {
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
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

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float night = rnd(s, 1);
    vec3 a = hsv(0.1 + 0.55 * rnd(s, 2), 0.3 + 0.3 * rnd(s, 3), 0.15 + 0.75 * night), b = hsv(0.2 + 0.5 * rnd(s, 4), 0.5, 0.08 + 0.4 * night);
    vec3 col = mix(b, a, fbm(u * 1.6 + 9.0 * rnd(s, 5), 4, s));
    if (rnd(s, 6) < 0.4) {
        float disc = length(u - 1.4 * (rnd3(s, 7).xy - 0.5)) - 0.5;
        col = mix(col, vec3(0.95, 0.92, 0.8) * (0.75 + 0.3 * fbm(u * 4.0, 3, s)), ramp(0.01, -0.01, disc));
    }
    for (int i = 0; i < 5; i++) {
        vec3 h = rnd3(s, 10 + i);
        float y = u.y - 2.0 * (h.x - 0.5) - (h.y - 0.5) * u.x - 0.1 * sin(3.0 * u.x + 6.0 * h.z);
        float w = 0.03 + 0.1 * h.z * h.z;
        if (abs(y) < w) col = hsv(0.07, 0.35, 0.25 + 0.15 * night) * (0.5 + 0.7 * noise(vec2(u.x * 8.0, y * 50.0), s + uint(i))) * (0.7 + 0.5 * y / w);
        vec2 lf = vec2(u.x * 3.0 + 7.0 * h.x, y * 5.0);
        vec2 o = fract(lf) - 0.5;
        if (abs(y) < 0.3 && length(o * vec2(1.0, 1.6 + h.x)) < 0.33 * hash(ivec2(floor(lf)), s + uint(i))) col = hsv(0.1 + 0.25 * rnd(s, 8), 0.6, 0.25 + 0.4 * night) * (0.8 + o.x);
    }
    float many = 1.0 + floor(2.6 * rnd(s, 9));
    for (int i = 0; i < 3; i++) {
        if (float(i) >= many) break;
        uint k = cell(ivec2(i, 5), s);
        vec3 h = unpack(k), g = rnd3(k, 1);
        float size = (many < 1.5 ? 0.62 : 0.42) * (0.75 + 0.5 * h.z);
        vec2 o = (u - vec2((many < 1.5 ? 0.0 : 1.35 / (many - 1.0) * (float(i) - 0.5 * (many - 1.0))) + 0.3 * (h.x - 0.5), 0.25 * (h.y - 0.5) + 0.15)) / size;
        float tilt = 0.4 * sin(3.0 * iTime + 6.0 * g.x) * (g.y - 0.3);
        vec2 f = rot(tilt) * o;
        vec2 m = vec2(abs(f.x), f.y);
        vec3 back = hsv(0.03 + 0.09 * rnd(k, 2), 0.2 + 0.5 * rnd(k, 3), 0.25 + 0.4 * rnd(k, 4)), pale = hsv(0.08 + 0.05 * rnd(k, 5), 0.25 * rnd(k, 6), 0.9);
        if (rnd(k, 7) < 0.2) back = pale * 0.9;
        float body = length(vec2(o.x / 0.95, (o.y + 1.35) / 1.5));
        float tuft = g.z < 0.55 ? min(0.16 - abs(m.x - 0.62 - 0.35 * (m.y - 0.6)) * (0.6 + m.y - 0.5), 1.25 - m.y) : -1.0;
        float head = length(vec2(m.x / 1.0, m.y / 0.88));
        vec2 bq = vec2(o.x * 6.0, o.y * 5.0);
        bq.x += 0.5 * mod(floor(bq.y), 2.0);
        vec2 bf = fract(bq) - 0.5;
        if (body < 1.0 && head > 0.9) {
            float wing = ramp(0.5, 0.6, abs(o.x) - 0.12 * (o.y + 1.5));
            float mark = rnd(k, 8) < 0.5 ? ramp(0.2, 0.1, abs(bf.x) + 0.3 * max(bf.y, 0.0)) : ramp(0.16, 0.08, abs(bf.y + 0.6 * bf.x * bf.x));
            vec3 breast = mix(pale, back * 0.5, mark);
            vec3 cover = back * (0.6 + 0.6 * ramp(0.5, 0.2, length(bf + vec2(0.0, 0.2)))) + 0.35 * pale * ramp(0.14, 0.08, length(bf - vec2(0.2, 0.1)));
            col = mix(breast, cover, wing) * (0.5 + 0.5 * sqrt(max(1.0 - body * body, 0.0))) * (0.65 + 0.45 * ramp(0.9, 1.3, head));
            col *= 0.8 + 0.3 * noise(o * vec2(40.0, 14.0), k);
        }
        if ((tuft > 0.0 && m.y > 0.45) || head < 1.0) {
            float streak = noise(vec2(angle(vec2(m.x, m.y + 0.3)) * 16.0, length(f) * 5.0), k);
            vec3 c = mix(back, back * 0.35, ramp(0.45, 0.65, streak)) * (0.7 + 0.4 * f.y);
            c = mix(c, pale, 0.5 * ramp(0.62, 0.75, noise(f * 9.0, k + 1U)));
            vec2 e = m - vec2(0.4, 0.02);
            float r = length(e * vec2(1.0, 0.9)), ea = angle(e);
            if (r < 0.5 && head < 0.97) {
                float ray = noise(vec2(ea * 22.0, r * 4.0), k + 2U);
                c = mix(pale, back, 0.3 + 0.4 * ramp(0.15, 0.45, r)) * (0.65 + 0.45 * ray);
                c = mix(c, back * 0.25, ramp(0.03, 0.0, abs(r - 0.48)) + 0.6 * ramp(0.05, 0.02, abs(fract(r * (5.0 + 4.0 * rnd(k, 9))) - 0.5) - 0.1) * rnd(k, 10));
            }
            float brow = abs(m.y - 0.25 - 0.45 * m.x) - 0.07;
            if (brow < 0.0 && m.x > 0.03 && m.x < 0.75) c = mix(pale, back * 0.4, rnd(k, 11)) * (0.7 + 0.4 * streak);
            float R = 0.2 + 0.09 * rnd(k, 12);
            if (r < R + 0.03) {
                vec3 iris = hsv(rnd(k, 13) < 0.75 ? 0.06 + 0.1 * rnd(k, 14) : 0.0, 0.9, 0.95);
                if (rnd(k, 15) < 0.2) iris = vec3(0.06);
                float blink = 0.3 * ramp(0.6, 1.0, rnd(k, 16));
                c = r > R ? vec3(0.05) : e.y > R * (1.0 - 3.0 * blink) ? back * 0.6 : r < R * (0.45 + 0.3 * night * rnd(k, 17)) ? vec3(0.02) : iris * (0.6 + 0.4 * noise(vec2(ea * 9.0, 1.0), k) + 0.3 * (R - r) / R);
                c = mix(c, vec3(1.0), ramp(0.3 * R, 0.2 * R, length(vec2(f.x * sign(m.x), f.y) - vec2(sign(f.x) * 0.4 - 0.4 * R, 0.02 + 0.4 * R))));
            }
            float beak = max(m.x - 0.11 * (1.0 - max(-f.y - 0.1, 0.0) * 2.6), abs(f.y + 0.22) - 0.24);
            if (beak < 0.0 && f.y < -0.02) c = hsv(0.12, 0.6 * rnd(k, 18), 0.5) * (0.7 + 1.5 * (0.11 - m.x)) * (0.7 + 0.5 * step(0.0, f.x));
            col = c;
        }
        vec2 t = vec2(abs(o.x) - 0.35, o.y + 2.5);
        float perch = o.y + 2.3 + 0.05 * sin(o.x * 4.0);
        if (abs(perch) < 0.2) col = hsv(0.07, 0.35, 0.35) * (0.5 + 0.7 * noise(vec2(o.x * 4.0, perch * 30.0), s)) * (0.8 + 1.5 * perch);
        if (abs(fract(t.x * 6.0) - 0.5) < 0.33 && abs(t.x) < 0.25 && abs(perch - 0.06) < 0.2) col = hsv(0.12, 0.4, 0.55) * (0.7 + 0.6 * fract(t.x * 6.0));
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
