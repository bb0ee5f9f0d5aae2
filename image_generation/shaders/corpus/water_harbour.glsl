// title: Boats at Anchor
// description: Sailing boats with hulls, masts and sails on calm water that mirrors them, before a quay or hills
// tags: harbour, boats, sea, reflection

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
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

float px;

float cover(float d) {
    return clamp(0.5 - d / px, 0.0, 1.0);
}

void lay(inout vec3 col, float d, vec3 c) {
    col = mix(col, c, cover(d));
}

float box(vec2 p, vec2 b) {
    vec2 e = abs(p) - b;
    return max(e.x, e.y);
}

float seg(vec2 p, vec2 a, vec2 b) {
    vec2 q = p - a, d = b - a;
    return length(q - d * clamp(dot(q, d) / dot(d, d), 0.0, 1.0));
}

vec3 scene(vec2 p, uint s, float pan) {
    float mood = rnd(s, 5);
    vec3 high = hsv(0.52 + 0.2 * rnd(s, 6), 0.25 + 0.5 * rnd(s, 7), 0.35 + 0.6 * rnd(s, 8)), low = mix(vec3(0.95), hsv(0.02 + 0.12 * rnd(s, 9), 0.7, 1.0), mood);
    vec3 col = mix(low, high, smoothstep(0.0, 1.1, p.y));
    col = mix(col, low * 1.1, 0.8 * smoothstep(0.5, 0.75, fbm(vec2(p.x * 0.8 + pan * 0.1, p.y * 3.0), 4, s)));
    float hill = 0.12 + 0.35 * fbm(vec2(p.x * 0.9 + pan * 0.2, 3.0), 4, s) * rnd(s, 10);
    lay(col, p.y - hill, mix(hsv(0.25 + 0.3 * rnd(s, 11), 0.35, 0.4), low, 0.45));
    float x = (p.x + pan * 0.35) / 0.26, f = floor(x);
    uint k = cell(ivec2(int(f), 2), s);
    float h = 0.1 + 0.16 * rnd(k, 1), xx = (x - f - 0.5) * 0.26;
    if (rnd(s, 12) < 0.6) {
        lay(col, max(p.y - h, abs(xx) - 0.125), dye(s, k) * (0.8 + 0.3 * step(xx, 0.0)));
        lay(col, max(abs(xx) + p.y - h - 0.115, h - p.y), hsv(0.03, 0.6, 0.45));
        vec2 w = abs(vec2(abs(xx) - 0.05, mod(p.y, 0.09) - 0.05));
        lay(col, max(max(w.x - 0.016, w.y - 0.024), p.y - h + 0.01), vec3(0.15, 0.18, 0.22));
        lay(col, p.y - 0.03, vec3(0.4, 0.37, 0.34) * (0.7 + 0.4 * step(0.5, fract(p.x * 7.0))));
    }
    for (int j = 0; j < 3; j++) {
        float size = 0.3 + 0.32 * float(j), wide = 1.15 * size;
        float bx = (p.x + pan * (0.4 + 0.25 * float(j)) + 0.2 * float(j)) / wide, bf = floor(bx);
        uint b = cell(ivec2(int(bf), 30 + j), s);
        if (rnd(b, 1) > 0.75) continue;
        float way = rnd(b, 2) < 0.5 ? -1.0 : 1.0;
        vec2 o = vec2((bx - bf - 0.5) * wide, p.y) / size;
        float lean = 0.1 * sin(iTime * 2.0 + 6.0 * rnd(b, 3)) + 0.12 * (rnd(b, 4) - 0.5);
        o = rot(lean) * o;
        o.x *= way;
        float keep = px;
        px /= size;
        vec3 hull = dye(s, b), sail = rnd(b, 5) < 0.5 ? vec3(0.95, 0.93, 0.86) : dye(s, b + 3U);
        float tall = 0.9 + 0.5 * rnd(b, 6);
        lay(col, abs(o.x + 0.02) - 0.013 + 9.0 * max(o.y - tall, 0.0) + 9.0 * max(-o.y, 0.0), vec3(0.3, 0.2, 0.12));
        if (rnd(b, 7) < 0.7) {
            float t = (o.y - 0.2) / (tall - 0.28), bulge = 0.05 * sin(3.1416 * clamp(t, 0.0, 1.0));
            float main_ = max(max(-o.x - 0.38 * (1.0 - t) - bulge, o.x + 0.04), max(0.2 - o.y, o.y - tall + 0.08));
            float jib = max(max(o.x - 0.36 * (1.0 - t) - bulge, 0.01 - o.x), max(0.16 - o.y, o.y - tall + 0.2));
            vec3 c = sail * (0.75 + 0.3 * smoothstep(-0.35, 0.0, o.x)) * (0.9 + 0.1 * step(0.1, fract(o.y * 7.0)));
            if (rnd(b, 8) < 0.4) c = mix(c, hull, step(0.5, fract(o.y * 2.5 + 0.2)));
            lay(col, main_, c);
            lay(col, jib, sail * (1.0 - 0.5 * smoothstep(0.0, 0.3, o.x)));
        } else {
            lay(col, abs(o.y - 0.22) - 0.03 + 9.0 * max(abs(o.x + 0.18) - 0.18, 0.0), sail * 0.8);
            lay(col, min(seg(o, vec2(-0.02, tall), vec2(0.5, 0.12)), seg(o, vec2(-0.02, tall), vec2(-0.5, 0.12))) - 0.004, vec3(0.2));
        }
        lay(col, box(o - vec2(-0.12, 0.14), vec2(0.14, 0.05)), vec3(0.85) * (0.7 + 0.3 * step(0.0, sin(o.x * 60.0))));
        lay(col, max(max(o.y - 0.11 - 0.12 * o.x * o.x * step(0.0, o.x), -o.y - 0.06), abs(o.x) - 0.46 - 0.5 * o.y * step(0.0, o.x)), hull * (0.55 + 5.0 * max(o.y, 0.0)));
        lay(col, abs(o.y - 0.085 - 0.12 * o.x * o.x * step(0.0, o.x)) - 0.012 + 9.0 * max(abs(o.x) - 0.48, 0.0), vec3(0.95));
        px = keep;
    }
    return col;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7) + 1400U;
    float zoom = 0.45 + 0.9 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.08 * (rnd(s, 2) - 0.5)) * u * zoom;
    float pan = 20.0 * rnd(s, 3) + 0.5 * iTime, horizon = -0.55 + 0.8 * rnd(s, 4);
    p.y -= horizon * zoom;
    bool wet = p.y < 0.0;
    vec2 q = p;
    float deep = 0.0;
    if (wet) {
        deep = 1.0 / (0.12 - p.y);
        float w = noise(vec2(p.x * deep * 1.2 + pan, deep * 9.0 + iTime), s) - 0.5 + 0.5 * (noise(vec2(p.x * deep * 4.0, deep * 26.0 - iTime), s + 1U) - 0.5);
        float amp = 0.03 + 0.12 * rnd(s, 13);
        q = vec2(p.x + amp * w * min(1.0, -p.y * 4.0), max(-p.y + amp * w, 0.004));
    }
    vec3 col = scene(q, s, pan);
    if (wet) {
        vec3 water = hsv(0.48 + 0.14 * rnd(s, 14), 0.6, 0.3 + 0.2 * rnd(s, 15));
        float glint = smoothstep(0.62, 0.8, noise(vec2(p.x * deep * 2.0 + pan, deep * 20.0 + 2.0 * iTime), s + 5U));
        col = mix(col * 0.85, water, clamp(0.15 - 0.65 * p.y, 0.0, 0.75)) + 0.25 * glint;
        col *= 0.6 + 0.4 * smoothstep(0.0, 0.02, -p.y);
    }
    fragColor = vec4(film(col * 1.6), 1.0);
}
