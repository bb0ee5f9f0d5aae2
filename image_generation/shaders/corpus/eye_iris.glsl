// title: Eyes
// description: Close views of eyes with fibred irises, round or slit pupils, lids, lashes and skin of many kinds
// tags: eye, iris, macro, animals, symmetry

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

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
}

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
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
    uint s = uint(iTime * 2.6);
    float beast = rnd(s, 1);
    vec2 p = rot(0.9 * (rnd(s, 2) - 0.5)) * (u - 0.5 * (rnd3(s, 3).xy - 0.5)) * (0.55 + 0.9 * rnd(s, 4));
    p.x *= rnd(s, 5) < 0.5 ? -1.0 : 1.0;
    vec2 gaze = 0.14 * vec2(sin(7.0 * rnd(s, 6) + 3.0 * iTime), 0.6 * sin(9.0 * rnd(s, 7) + 2.0 * iTime));
    float open = 0.3 + 0.3 * rnd(s, 8), slant = 0.25 * (rnd(s, 9) - 0.5);
    float x = p.x;
    float c = max(1.0 - x * x, 0.0);
    float upper = open * c * (1.0 + 0.25 * x) + slant * x, lower = -0.7 * open * c * (1.0 - 0.2 * x) + slant * x;
    if (beast < 0.2) { upper = sqrt(max(0.45 - x * x, 0.0)) * (x * x < 0.45 ? 1.0 : 0.0); lower = -upper; }
    float inside = min(upper - p.y, p.y - lower);
    if (abs(x) > 0.999) inside = -length(vec2(abs(x) - 0.99, p.y - slant * x)) - 0.01;
    vec3 hide = hsv(0.03 + 0.06 * rnd(s, 10), 0.25 + 0.4 * rnd(s, 11), 0.3 + 0.6 * rnd(s, 12));
    if (beast < 0.6) hide = hsv(rnd(s, 10), 0.5 * rnd(s, 11), 0.2 + 0.6 * rnd(s, 12));
    vec3 col;
    float away = max(-inside, 0.0);
    if (beast < 0.3) {
        vec2 q = vec2(angle(p) * 4.0, length(p) * 7.0);
        q.x *= 1.0 + floor(q.y) * 0.15;
        q.x += 0.5 * mod(floor(q.y), 2.0);
        vec2 f = fract(q) - 0.5;
        float e = max(abs(f.x), abs(f.y));
        col = hide * (0.5 + 0.6 * hash(ivec2(floor(q)), s)) * (0.45 + 0.7 * ramp(0.5, 0.3, e) - 0.4 * f.y);
    } else if (beast < 0.6) {
        vec2 dir = vec2(angle(p + vec2(0.3, 0.1)) * 9.0, length(p) * 3.5);
        float fur = noise(dir * vec2(3.0, 1.0) + 0.8 * noise(dir, s), s) * 0.6 + 0.4 * noise(dir * vec2(8.0, 1.6), s + 1U);
        vec3 second = rnd(s, 13) < 0.5 ? hide * 0.3 : vec3(0.9);
        col = mix(hide, second, ramp(0.45, 0.6, noise(vec2(angle(p) * 1.7, length(p) * 3.0) + 5.0, s + 2U))) * (0.35 + 1.0 * fur);
    } else {
        vec3 g = fbmd(p * vec2(5.0, 7.0), 5, s + 3U);
        float crease = ramp(0.05, 0.0, abs(p.y - upper - 0.12 - 0.05 * c)) * step(abs(x), 0.95);
        col = hide * (0.85 + 0.12 * g.y + 0.3 * (g.x - 0.5)) * (0.8 + 0.2 * p.y) - 0.14 * crease;
        vec2 bq = vec2(x + 0.1, p.y - 0.95 + 0.5 * x * x);
        float brow = ramp(0.2, 0.05, abs(bq.y) + 0.05 * noise(vec2(x * 30.0 + 20.0 * p.y, p.y * 5.0), s)) * ramp(1.3, 0.9, abs(x));
        col = mix(col, hide * 0.2, brow * (0.4 + 0.6 * noise(vec2(x * 40.0 + 25.0 * p.y, p.y * 6.0), s + 4U)));
        col = mix(col, hsv(rnd(s, 14), 0.5, 0.6), 0.5 * rnd(s, 15) * ramp(0.35, 0.0, away) * step(0.0, p.y - slant * x));
    }
    col *= 0.55 + 0.45 * ramp(0.0, 0.2, away);
    if (inside > 0.0) {
        vec2 e = p - gaze;
        float r = length(e), R = beast < 0.3 ? 0.62 : beast < 0.6 ? 0.5 : 0.36 + 0.06 * rnd(s, 16);
        float a = angle(e);
        vec3 white = beast < 0.6 ? hsv(0.12, 0.6, 0.3) : vec3(0.93, 0.89, 0.87);
        float vessel = abs(noise(vec2(x * 3.0, p.y * 9.0) + 0.5 * noise(p * 8.0, s), s + 5U) - 0.5);
        white = mix(white, vec3(0.8, 0.2, 0.2), 0.35 * ramp(0.03, 0.0, vessel) * ramp(0.45, 1.0, abs(x)));
        col = white * (0.55 + 0.5 * c);
        if (r < R) {
            float slit = beast < 0.45 && rnd(s, 17) < 0.6 ? 1.0 : 0.0;
            float size = (0.25 + 0.35 * rnd(s, 18) + 0.08 * sin(6.0 * iTime)) * R;
            float pupil = slit > 0.5 ? length(vec2(e.x / (0.3 * size), e.y / (R * 0.85))) : r / size;
            if (beast > 0.5 && beast < 0.58) pupil = max(abs(e.x) / (R * 0.75), abs(e.y) / (0.4 * size));
            float t = clamp((r - size) / max(R - size, 0.02), 0.0, 1.0);
            float f = noise(vec2(a * 14.0, t * 1.5 + 0.5), s + 6U) * 0.5 + 0.5 * noise(vec2(a * 34.0 + 2.0 * noise(vec2(a * 6.0, t * 4.0), s), t * 2.5), s + 7U);
            vec3 in_ = hsv(rnd(s, 19) * (beast < 0.6 ? 1.0 : 0.15), 0.75, 0.75), out_ = hsv(beast < 0.6 ? rnd(s, 20) : 0.05 + 0.6 * rnd(s, 20), 0.55 + 0.4 * rnd(s, 21), 0.3 + 0.6 * rnd(s, 22));
            vec3 iris = mix(in_, out_, ramp(0.1, 0.5, t + 0.35 * (f - 0.5))) * (0.35 + 1.2 * f);
            iris += 0.25 * ramp(0.06, 0.0, abs(t - 0.35 - 0.15 * (noise(vec2(a * 8.0, 1.0), s) - 0.5)));
            iris = mix(iris, vec3(0.9, 0.8, 0.5), ramp(0.72, 0.8, noise(vec2(a * 7.0, t * 5.0), s + 8U)) * 0.5);
            iris *= 0.35 + 0.65 * ramp(0.0, 0.12, R - r);
            iris *= 1.0 + 0.5 * dot(e / R, vec2(0.2, -0.7));
            col = mix(iris, vec3(0.015), ramp(1.04, 0.96, pupil));
        } else col *= 1.0 - 0.35 * ramp(0.08, 0.0, r - R);
        vec2 l = e - vec2(-0.12, 0.14);
        float lamp = rnd(s, 23) < 0.5 ? max(abs(l.x), abs(l.y)) - 0.06 : length(l) - 0.07;
        if (rnd(s, 23) < 0.5 && min(abs(l.x), abs(l.y)) < 0.008) lamp = 1.0;
        col = mix(col, vec3(1.0), 0.92 * ramp(0.01, -0.01, lamp) + 0.25 * ramp(0.1, 0.0, length(e - vec2(0.15, -0.2))));
        col *= 0.35 + 0.65 * ramp(0.0, 0.16, upper - p.y);
        col *= 0.6 + 0.4 * ramp(0.0, 0.05, inside);
    } else if (beast > 0.3) {
        float lx = x * 14.0 + 2.2 * x * (p.y - upper) * 9.0;
        float id = floor(lx), f = abs(fract(lx) - 0.5);
        float len = (0.2 + 0.2 * hash(ivec2(int(id), 1), s)) * ramp(1.0, 0.6, abs(x));
        float up = p.y - upper;
        if (up > 0.0 && up < len && f < 0.2 * (1.0 - up / len) + 0.03) col *= 0.12;
        float dn = lower - p.y;
        if (dn > 0.0 && dn < 0.4 * len && f < 0.12 * (1.0 - dn / (0.4 * len))) col *= 0.3;
        col = mix(col, hsv(0.01, 0.5, 0.5), 0.5 * ramp(0.05, 0.0, away) * step(p.y, slant * x));
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
