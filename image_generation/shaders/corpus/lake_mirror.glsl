// title: Mirror Lake
// description: Peaks, woods and clouds doubled in a still lake with stones, a jetty, a boat or islets
// tags: lake, mountains, reflection, landscape, boat

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

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
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

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

vec3 shore(vec2 u, uint s, float hor, vec3 low, vec3 high, float side) {
    vec3 col = mix(low, high, clamp((u.y - hor) * 1.1, 0.0, 1.0));
    col = mix(col, mix(vec3(1.0), low, 0.3), 0.85 * ramp(0.48, 0.7, fbm(vec2(u.x * 1.3, u.y * 2.4) + 9.0 * rnd(s, 3), 4, s)));
    for (int i = 0; i < 3; i++) {
        float f = float(i);
        vec3 n = noised(vec2(u.x * (0.9 + 0.5 * f) + 7.0 * f + 9.0 * rnd(s, 4), f), s + uint(i));
        float ridge = hor + (0.75 - 0.22 * f) * (0.3 + rnd(s, 5)) * n.x * n.x * 1.6 + (0.1 - 0.02 * f) * noise(vec2(u.x * 6.0, f), s + 9U) + 0.05 * noise(vec2(u.x * 17.0, f), s + 10U);
        if (u.y < ridge) {
            float rock = noise(vec2(u.x * 7.0 + side * u.y * 6.0, u.y * 3.0 + 3.0 * f), s + 11U), fine = noise(u * vec2(22.0, 12.0), s + 12U);
            vec3 c = hsv(0.6 - 0.06 * f, 0.25, 0.4) * (0.6 + 0.5 * fine);
            c = mix(c * 0.6, c * 1.3, ramp(0.4, 0.55, rock + 0.04 * side * n.y));
            c = mix(c, vec3(0.95), ramp(0.3, 0.4, u.y - hor - 0.25 * rnd(s, 6) + 0.2 * (rock - 0.5)) * (1.0 - 0.3 * f));
            c = mix(c, hsv(0.3, 0.5, 0.3) * (0.5 + fine), ramp(0.2, 0.05, u.y - hor + 0.15 * (fine - 0.5)) * 0.7);
            col = mix(c, low, 0.5 - 0.15 * f);
        }
    }
    float x = u.x * 15.0;
    float tree = hor + 0.02 + (0.04 + 0.2 * ramp(0.4, 0.8, noise(vec2(u.x * 1.1 + 5.0, 1.0), s + 14U))) * (1.3 - 2.2 * abs(fract(x) - 0.5)) * (0.5 + 0.7 * hash(ivec2(int(floor(x)), 1), s));
    if (u.y < tree) col = hsv(rnd(s, 7) < 0.7 ? 0.28 + 0.1 * rnd(s, 8) : 0.05 + 0.1 * hash(ivec2(int(floor(x)), 2), s), 0.55, 0.28) * (0.5 + 0.9 * noise(u * vec2(30.0, 40.0), s + 15U));
    return col;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.3);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float hor = 0.6 * (rnd(s, 20) - 0.4), side = rnd(s, 21) < 0.5 ? -1.0 : 1.0;
    vec3 low = hsv(rnd(s, 22), 0.15 + 0.4 * rnd(s, 23), 0.95), high = hsv(0.53 + 0.25 * rnd(s, 24), 0.55, 0.35 + 0.5 * rnd(s, 25));
    vec2 v = u;
    bool wet = u.y < hor;
    float down = hor - u.y, dep = 1.0 / (max(down, 0.0) + 0.06);
    vec3 w = fbmd(vec2(u.x * dep * 1.5, dep * 7.0) + iTime, 3, s + 30U);
    if (wet) v = vec2(u.x + 0.15 * rnd(s, 26) * (w.y) * (0.2 + down), 2.0 * hor - u.y + 0.1 * rnd(s, 26) * w.z * (0.2 + down));
    v.y = max(v.y, hor + 0.001);
    vec3 col = shore(v, s, hor, low, high, side);
    if (wet) {
        col = mix(col, hsv(0.5 + 0.1 * rnd(s, 27), 0.6, 0.25), 0.2 + 0.35 * ramp(0.2, 1.3, down));
        col = mix(col, low, 0.5 * ramp(0.06, 0.0, abs(down - 0.15 * rnd(s, 28) - 0.03)) * ramp(0.4, 0.6, w.x + 0.2));
    }
    float kind = rnd(s, 29);
    if (kind < 0.35) {
        float x0 = 0.8 * side * (0.4 + 0.4 * rnd(s, 31)), t = clamp((hor - 0.2 - u.y) / (hor + 0.8), 0.0, 1.2);
        float wide = 0.05 + 0.32 * t, cx = x0 * (0.6 + 0.5 * t);
        if (u.y < hor - 0.2 && abs(u.x - cx) < wide) {
            float plank = 1.0 / (t + 0.15) * 6.0;
            col = hsv(0.07, 0.35, 0.5) * (0.6 + 0.4 * hash(ivec2(int(floor(plank)), 1), s)) * (0.75 + 0.4 * noise(vec2(u.x * 8.0, plank * 3.0), s)) * ramp(0.5, 0.4, abs(fract(plank) - 0.5));
        }
        vec2 post = vec2(abs(u.x - cx) - wide, fract(2.0 / (t + 0.2)) - 0.5);
        if (u.y < hor - 0.15 && abs(post.x) < 0.02 + 0.03 * t && abs(post.y) < 0.12) col = hsv(0.07, 0.4, 0.22);
    } else if (kind < 0.7) {
        vec2 o = (u - vec2(1.2 * (rnd(s, 32) - 0.5), hor - 0.3 - 0.3 * rnd(s, 33))) / (0.3 + 0.25 * rnd(s, 34));
        float m = o.y < -0.05 ? -0.1 - o.y : o.y;
        float rim = 0.12 + 0.16 * o.x * o.x;
        float hull = abs(o.x) < 1.0 ? min(rim - m, m + 0.22 * (1.0 - o.x * o.x) + 0.05) : -1.0;
        if (hull > 0.0) {
            vec3 paint = hsv(rnd(s, 35), 0.7, 0.7);
            vec3 c = m > rim - 0.06 ? vec3(0.9) : m > rim - 0.13 - 0.12 * (1.0 - o.x * o.x) ? paint * 0.35 : paint * (0.7 + 0.3 * o.x * side);
            col = o.y < -0.05 ? mix(c, col, 0.5) : c;
        }
    }
    for (int i = 0; i < 6; i++) {
        vec3 h = rnd3(s, 40 + i);
        float t = h.y, r = (0.05 + 0.2 * t) * (0.5 + h.z);
        vec2 o = (u - vec2(2.8 * (h.x - 0.5), hor - 0.1 - 0.9 * t)) / r;
        float l = length(o * vec2(0.6, o.y > 0.0 ? 1.4 : 2.2)) + 0.25 * (noise(o * 2.5 + 9.0 * h.xy, s) - 0.5);
        if (l < 0.6) {
            vec3 n = normalize(vec3(o.x, o.y + 0.3, 0.6));
            vec3 c = hsv(0.1 * h.z, 0.15, 0.5) * (0.4 + 0.7 * max(dot(n, vec3(-0.6 * side, 0.7, 0.4)), 0.0)) * (0.7 + 0.6 * noise(o * 6.0, s + uint(i)));
            col = o.y > -0.1 ? c : mix(c * 0.7, col, ramp(-0.1, -0.35, o.y) * 0.6 + 0.2);
        }
    }
    fragColor = vec4(film(col * 1.4), 1.0);
}
